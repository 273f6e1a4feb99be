"""Torchvision's convolutional classifiers by name: weights of its own networks fit, and they can be attributed."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torchvision import models

from models.attribution.attribute import attribute
from models.networks.families.build import build
from models.networks.families.from_torchvision import CONVOLUTIONAL, TRANSFORMERS, names
from models.networks.families.refusal import NotBuilt
from models.values.attribution import MapMethod
from tests.models.networks.families.random_weights import filled

SMALLEST = {
    "alexnet": 96, "convnext_tiny": 64, "densenet121": 64, "efficientnet_b0": 64, "efficientnet_v2_s": 64, "googlenet": 64,
    "inception_v3": 107, "mnasnet0_5": 64, "mobilenet_v2": 64, "mobilenet_v3_small": 64, "regnet_x_400mf": 64, "regnet_y_400mf": 64,
    "resnet18": 64, "resnext50_32x4d": 64, "shufflenet_v2_x0_5": 64, "squeezenet1_1": 64, "vgg11_bn": 64,
    "wide_resnet50_2": 64,
}  # fmt: skip
"""The smallest network of each kind, and the side in pixels of what it is given."""


def _without_memory(name: str, labels: int, **arguments: object) -> nn.Module:
    """Build without weights; RegNet's constructor computes with tensors, so it gets some."""
    with torch.device("cpu" if name.startswith("regnet") else "meta"):
        return build("torchvision", name, arguments, labels)


def test_every_name_of_torchvision_is_built_or_refused() -> None:
    published = models.list_models(module=models)
    refused = {name for name in published if name.startswith(TRANSFORMERS)}
    assert {*names()} | refused == {*published}
    assert not refused & {*names()}
    assert {next(kind for kind in CONVOLUTIONAL if name.startswith(kind)) for name in SMALLEST} == {*CONVOLUTIONAL}


@pytest.mark.parametrize("name", ["vit_b_16", "swin_t", "maxvit_t"])
def test_a_transformer_is_refused_with_what_to_give_instead(name: str) -> None:
    with pytest.raises(NotBuilt, match=f"torchvision/{name} is a transformer, .*; give a convolutional network, such as densenet121"):
        build("torchvision", name, {}, 3)


@pytest.mark.parametrize("name", SMALLEST)
def test_the_tensors_are_those_of_torchvisions_own_network(name: str) -> None:
    """By name and shape, for as many labels, and with one channel all but the first convolution's."""
    with torch.device("cpu" if name.startswith("regnet") else "meta"):
        own = models.get_model(
            name, weights=None, num_classes=3, **({"init_weights": False} if name in {"googlenet", "inception_v3"} else {})
        )
    ours = _without_memory(name, 3)
    assert not any(module.training for module in ours.modules())
    ours.load_state_dict(own.state_dict())
    shapes = {key: tensor.shape for key, tensor in ours.state_dict().items()}
    grey = {key: tensor.shape for key, tensor in _without_memory(name, 3, in_channels=1).state_dict().items()}
    (first,) = [key for key in shapes if grey[key] != shapes[key]]
    assert (grey[first][1], shapes[first][1]) == (1, 3)
    assert grey.keys() == shapes.keys() <= own.state_dict().keys()


@pytest.mark.parametrize("name", SMALLEST)
def test_its_maps_come_from_the_last_spatial_layer(name: str) -> None:
    """Of films of one channel, Grad-CAM by default: a finite map of more than one cell that is not empty."""
    torch.manual_seed(2)
    side = SMALLEST[name]
    network, films = filled(_without_memory(name, 2, in_channels=1)), torch.randn(1, 1, side, side)
    found = attribute(network, films, methods=[MapMethod.GRAD_CAM, MapMethod.SIGNED_CAM])
    maps = found.maps[MapMethod.SIGNED_CAM]
    assert found.logits.shape == (1, 2)
    assert torch.isfinite(maps).all()
    assert maps.abs().amax() > 0
    assert torch.equal(found.maps[MapMethod.GRAD_CAM], maps.clamp_min(0))


@pytest.mark.parametrize(("name", "heads"), [("googlenet", {"aux1", "aux2"}), ("inception_v3", {"AuxLogits"})])
def test_auxiliary_heads_of_weights_are_left_out(name: str, heads: set[str]) -> None:
    """The weights as they were given keep them; anything else that does not fit is still refused."""
    with torch.device("meta"):
        weights = models.get_model(name, weights=None, num_classes=3, aux_logits=True, init_weights=False).state_dict()
        network = build("torchvision", name, {}, 3)
    assert {key.split(".")[0] for key in weights} - {key.split(".")[0] for key in network.state_dict()} == heads
    held = {*weights}
    network.load_state_dict(weights)
    assert {*weights} == held
    with pytest.raises(RuntimeError, match=r"Unexpected key.*aux3"):
        network.load_state_dict(weights | {"aux3.fc.weight": torch.zeros(1)})


def test_the_input_is_transformed_where_the_manifest_says_so() -> None:
    """As torchvision does with its own ImageNet weights of GoogLeNet and Inception, and no tensor tells."""
    torch.manual_seed(2)
    own = filled(models.googlenet(num_classes=2, aux_logits=False, init_weights=False, transform_input=True))
    films, logits = torch.randn(1, 3, 64, 64), []
    for said in ({"transform_input": True}, {}):
        network = build("torchvision", "googlenet", said, 2)
        network.load_state_dict(own.state_dict())
        with torch.no_grad():
            logits.append(network(films))
    with torch.no_grad():
        assert torch.equal(logits[0], own(films))
    assert not torch.allclose(logits[0], logits[1])
