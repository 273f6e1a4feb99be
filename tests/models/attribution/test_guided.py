"""Guided backpropagation and Guided Grad-CAM against reference networks, Captum and their definition."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import pytest
import torch
from captum.attr import GuidedBackprop
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import attribute
from models.attribution.refusal import NoReLU
from models.values.attribution import MapMethod

GUIDED = [MapMethod.GUIDED_BACKPROP, MapMethod.GUIDED_GRAD_CAM]


def _off(found: Tensor, wanted: Tensor) -> float:
    assert found.shape == wanted.shape
    assert wanted.abs().max() > 0
    return float((found - wanted).abs().max() / wanted.abs().max())


def test_guided_maps_are_those_of_a_network_with_guided_relus(architecture: Any) -> None:
    """The reference's ReLUs are autograd Functions of the test; its forward is written out by hand."""
    case = architecture.double()
    found = attribute(case.network, case.batch, methods=[MapMethod.GUIDED_BACKPROP], targets=[0, 2]).maps[MapMethod.GUIDED_BACKPROP]
    assert _off(found, case.guided([0, 2])) <= 1e-9


def test_guided_maps_in_single_precision(architecture: Any) -> None:
    found = attribute(architecture.network, architecture.batch, methods=[MapMethod.GUIDED_BACKPROP], targets=[1])
    assert _off(found.maps[MapMethod.GUIDED_BACKPROP], architecture.guided([1])) <= 1e-4


def test_guided_maps_are_captums_on_resnet18(resnet18: Any) -> None:
    found = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.GUIDED_BACKPROP]).maps[MapMethod.GUIDED_BACKPROP]
    # Captum cannot hook a module that runs twice or works in place, so its copy gets a ReLU for each use.
    reference = GuidedBackprop(_one_relu_a_use(resnet18.network))
    for label in range(3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = reference.attribute(resnet18.batch, target=label).sum(dim=1)
        assert _off(found[:, label], wanted) <= 1e-4


def _one_relu_a_use(network: nn.Module) -> nn.Module:
    twin = copy.deepcopy(network)
    twin.relu.inplace = False
    for stage in (twin.layer1, twin.layer2, twin.layer3, twin.layer4):
        for position, block in enumerate(stage):
            stage[position] = _Block(block)
    return twin


class _Block(nn.Module):
    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        self.first, self.second = nn.Sequential(block.conv1, block.bn1), nn.Sequential(block.conv2, block.bn2)
        self.skip = block.downsample or nn.Identity()
        self.inner, self.outer = nn.ReLU(), nn.ReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.outer(self.second(self.inner(self.first(x))) + self.skip(x))


def test_guided_grad_cam_is_the_product(architecture: Any) -> None:
    """Guided backpropagation times Grad-CAM, bilinear, corners not aligned."""
    maps = attribute(architecture.network, architecture.batch, methods=[*GUIDED, MapMethod.GRAD_CAM]).maps
    size = architecture.batch.shape[-2:]
    coarse = F.interpolate(maps[MapMethod.GRAD_CAM], size=size, mode="bilinear", align_corners=False)
    torch.testing.assert_close(maps[MapMethod.GUIDED_GRAD_CAM], maps[MapMethod.GUIDED_BACKPROP] * coarse)
    assert maps[MapMethod.GUIDED_GRAD_CAM].abs().max() > 0


def test_guided_is_not_the_plain_gradient(resnet18: Any) -> None:
    """The switch is on during the guided pass: the plain gradient is another map."""
    pixels = resnet18.batch.clone().requires_grad_()
    (plain,) = torch.autograd.grad(resnet18.network(pixels)[:, 0].sum(), pixels)
    found = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.GUIDED_BACKPROP], targets=[0]).maps[MapMethod.GUIDED_BACKPROP]
    assert _off(found[:, 0], plain.sum(dim=1)) > 0.1


class _Smooth(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.out = nn.Conv2d(1, 4, 3), nn.Linear(4, 2)

    def forward(self, batch: Tensor) -> Tensor:
        return self.out(F.silu(self.conv(batch)).mean((2, 3)))


@pytest.mark.parametrize("method", GUIDED)
def test_without_relus_there_is_no_guided_map(method: MapMethod) -> None:
    """A network of SiLU has no guided backpropagation; it is said, not drawn."""
    with pytest.raises(NoReLU, match="no ReLU"):
        attribute(_Smooth().eval(), torch.randn(1, 1, 8, 8), methods=[method])


def test_without_relus_grad_cam_is_still_defined() -> None:
    found = attribute(_Smooth().eval(), torch.randn(1, 1, 8, 8), methods=[MapMethod.SIGNED_CAM])
    assert found.relus == 0
    assert found.maps[MapMethod.SIGNED_CAM].shape == (1, 2, 6, 6)
