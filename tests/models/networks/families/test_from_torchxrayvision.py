"""Torchxrayvision's networks without it: its tensors fit strictly, features and logits are its own up to its rescaled output."""

from __future__ import annotations

import pytest
import torch
import torchxrayvision as xrv
from torch import Tensor, nn
from torchvision import models

from models.networks.families.build import build
from models.networks.families.from_torchxrayvision import DENSENETS, RESNETS
from tests.models.networks.families.random_weights import filled, scaled

LABELS = 18


def torchxrayvision_resnet(labels: int = LABELS) -> nn.Module:
    """Return its ResNet without the weights that its constructor wants to fetch."""
    resnet = object.__new__(xrv.models.ResNet)
    nn.Module.__init__(resnet)
    resnet.weights, resnet.apply_sigmoid, resnet.model = None, False, models.resnet50(num_classes=labels)
    resnet.model.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)
    return resnet


@pytest.fixture(scope="module")
def films() -> Tensor:
    return 1024 * (2 * torch.rand(2, 1, 96, 96, generator=torch.Generator().manual_seed(6)) - 1)


def _random(network: nn.Module, films: Tensor) -> nn.Module:
    torch.manual_seed(6)
    return scaled(filled(network), films)


def _loaded(name: str, weights: dict[str, Tensor]) -> nn.Module:
    network = build("torchxrayvision", name, {}, LABELS)
    network.load_state_dict(weights, strict=True)
    return network


def test_all_published_weights_have_their_architecture() -> None:
    """Its table of weights names some twice, once without the architecture."""
    published = {name for name in xrv.models.model_urls if name.startswith(("densenet", "resnet"))}
    assert published == {name for name in DENSENETS + RESNETS if "-" in name}


def test_features_and_logits_of_the_densenet_are_its_own(films: Tensor) -> None:
    with torch.device("meta"):
        theirs = xrv.models.DenseNet()
    theirs = _random(theirs, films)
    ours = _loaded("densenet121-res224-all", theirs.state_dict())
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    with torch.no_grad():
        features = ours.features(films).relu().mean(dim=(2, 3))
        torch.testing.assert_close(features, theirs.features2(films), atol=1e-6, rtol=1e-6)
        torch.testing.assert_close(ours(films), theirs(films), atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("name", ["densenet161", "densenet169", "densenet201"])
def test_the_other_densenets_have_its_tensors(name: str) -> None:
    with torch.device("meta"):
        theirs = xrv.models.DenseNet(**xrv.models.get_densenet_params(name)).state_dict()
        ours = build("torchxrayvision", name, {}, LABELS).state_dict()
    assert {key: tensor.shape for key, tensor in ours.items()} == {key: tensor.shape for key, tensor in theirs.items()}


def test_features_and_logits_of_the_resnet_are_its_own(films: Tensor) -> None:
    """Its own forward; its features are those before the last layer."""
    with torch.device("meta"):
        theirs = torchxrayvision_resnet()
    theirs = _random(theirs, films)
    ours = _loaded("resnet50-res512-all", theirs.state_dict())
    assert ours.state_dict().keys() == theirs.state_dict().keys()
    seen: dict[str, Tensor] = {}
    for who, network in (("theirs", theirs), ("ours", ours)):
        network.model.fc.register_forward_pre_hook(lambda module, given, who=who: seen.update({who: given[0]}))
    with torch.no_grad():
        torch.testing.assert_close(ours(films), theirs(films), atol=1e-6, rtol=1e-6)
    torch.testing.assert_close(seen["ours"], seen["theirs"], atol=1e-6, rtol=1e-6)


def test_weights_are_taken_as_published_and_as_saved_from_the_library() -> None:
    """The published file of the ResNet is of its inner network; a network saved after loading holds its operating points, too."""
    with torch.device("meta"):
        inner = torchxrayvision_resnet().model.state_dict()
        ours = build("torchxrayvision", "resnet50-res512-all", {}, LABELS)
        for weights in (inner, {f"model.{key}": value for key, value in inner.items()} | {"op_threshs": torch.zeros(LABELS)}):
            ours.load_state_dict(weights)
        densenet = xrv.models.DenseNet(op_threshs=torch.zeros(LABELS)).state_dict()
        assert "op_threshs" in densenet
        build("torchxrayvision", "densenet121", {}, LABELS).load_state_dict(densenet)
        with pytest.raises(RuntimeError, match="Missing key"):
            ours.load_state_dict({key: value for key, value in inner.items() if key != "fc.bias"})


def test_a_logit_decides_by_the_operating_point_as_the_rescaled_output_does() -> None:
    """What the docstring says of op_threshs: sigmoid(logit) reaches t where its output reaches 0.5."""
    points = torch.tensor(xrv.models.model_urls["densenet121-res224-all"]["op_threshs"])
    logits = torch.randn(500, LABELS, generator=torch.Generator().manual_seed(6)) * 4
    assert torch.equal(xrv.models.op_norm(logits.sigmoid(), points) >= 0.5, logits.sigmoid() >= points)
