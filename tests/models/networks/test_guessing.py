"""Weights tell their architecture by names and shapes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
import torchvision
from safetensors.torch import save_file
from torch import Tensor

from models.networks.checkpoints.fitting import DoesNotFit, fitted
from models.networks.checkpoints.read import read_tensors
from models.networks.families.build import build
from models.networks.families.unused_tensors import unused_by
from models.networks.guess import Guess
from models.networks.guessing import guessed


def _weights(family: str, name: str, labels: int, **arguments: object) -> Mapping[str, Tensor]:
    return build(family, name, arguments, labels).state_dict()


@pytest.mark.parametrize("name", ["resnet18", "densenet121", "efficientnet_b0", "mobilenet_v2", "squeezenet1_1", "googlenet", "vgg11_bn"])
@pytest.mark.parametrize("labels", [1, 14])
def test_torchvisions_networks_are_told_with_their_outputs(name: str, labels: int) -> None:
    assert guessed(_weights("torchvision", name, labels)) == Guess("torchvision", name, {}, labels)


def test_a_network_of_one_channel_is_told(tmp_path: Path) -> None:
    assert guessed(_weights("torchvision", "resnet18", 2, in_channels=1)) == Guess("torchvision", "resnet18", {"in_channels": 1}, 2)
    assert guessed(_weights("torchxrayvision", "densenet121-res224-all", 18)) == Guess("torchxrayvision", "densenet121", {}, 18)


def test_the_order_and_a_prefix_of_the_names_do_not_matter(tmp_path: Path) -> None:
    weights = {f"module.model.{name}": tensor for name, tensor in sorted(_weights("torchvision", "resnet18", 5).items())}
    save_file(weights, tmp_path / "a.safetensors")
    assert guessed(read_tensors(tmp_path / "a.safetensors")) == Guess("torchvision", "resnet18", {}, 5)


def test_what_fits_nothing_is_not_guessed() -> None:
    weights = dict(_weights("torchvision", "resnet18", 5))
    assert guessed(weights | {"layer1.0.conv1.weight": torch.zeros(64, 64, 5, 5)}) is None
    assert guessed({"fc.weight": torch.zeros(3, 4)}) is None
    assert guessed(weights | {"conv1.weight": torch.zeros(64, 2, 7, 7)}) is None


@pytest.mark.parametrize(("name", "heads"), [("googlenet", {"aux1", "aux2"}), ("inception_v3", {"AuxLogits"})])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_heads_that_serve_training_alone_are_no_other_network(name: str, heads: set[str], prefix: str) -> None:
    with torch.device("meta"):
        weights = torchvision.models.get_model(name, weights=None, num_classes=3, init_weights=False).state_dict()
        network = build("torchvision", name, {}, 3)
    weights = {f"{prefix}{own}": tensor for own, tensor in weights.items()}
    assert guessed(weights) == Guess("torchvision", name, {}, 3)
    shapes = {own: tuple(tensor.shape) for own, tensor in network.state_dict().items()}
    found = fitted(weights, shapes, unused_by(network))
    assert {own.removeprefix(prefix).partition(".")[0] for own in found.left_out} == heads
    with pytest.raises(DoesNotFit, match="aux3"):
        fitted(weights | {f"{prefix}aux3.fc.weight": torch.zeros(1)}, shapes, unused_by(network))
