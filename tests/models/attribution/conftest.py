"""Networks to attribute, and hand-written forwards of the same networks that know nothing of the watched pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
import torchvision
from torch import Tensor, nn
from torch.nn import functional as F

from models.networks.library import embedded
from models.networks.lite import LiteGrid
from models.networks.weights import load_network

Rectify = Callable[[Tensor], Tensor]
RESIDUAL_RELUS, LITE_RELUS = 9, 23
"""Of a ResidualGrid and of a LiteGrid."""


@dataclass(frozen=True)
class Case:
    """One network with its oracle.

    Attributes:
        network: In eval mode, float32; tests that change its type change a copy.
        batch: Two inputs.
        features: The network's forward up to the last feature map, written out by hand with a ReLU of one's choice.
        head: From that map to the logits.
        relus: How many ReLUs the network has.
    """

    network: nn.Module
    batch: Tensor
    features: Callable[[nn.Module, Tensor, Rectify], Tensor]
    head: Callable[[nn.Module, Tensor], Tensor]
    relus: int

    def double(self) -> Case:
        """Return the same in float64."""
        return Case(copy.deepcopy(self.network).double(), self.batch.double(), self.features, self.head, self.relus)

    def kept(self) -> tuple[Tensor, Tensor]:
        """Return the last feature map and the logits, by hand, with out-of-place ReLUs and a graph between the two."""
        maps = self.features(self.network, self.batch, torch.relu).detach().requires_grad_()
        return maps, self.head(self.network, maps)

    def brute_force(self) -> Tensor:
        """Return Σₖ αₖᶜ Aᵏ by one plain backward pass a class and an image."""
        maps, logits = self.kept()
        signed = torch.zeros(*logits.shape, *maps.shape[-2:], dtype=maps.dtype)
        for image in range(logits.shape[0]):
            for label in range(logits.shape[1]):
                (gradient,) = torch.autograd.grad(logits[image, label], maps, retain_graph=True)
                for channel in range(maps.shape[1]):
                    signed[image, label] += gradient[image, channel].mean() * maps[image, channel].detach()
        return signed

    def guided(self, targets: list[int]) -> Tensor:
        """Return guided backpropagation from a reference whose every ReLU is ``GuidedReLU``."""
        pixels = self.batch.clone().requires_grad_()
        logits = self.head(self.network, self.features(self.network, pixels, GuidedReLU.apply))
        maps = [torch.autograd.grad(logits[:, label].sum(), pixels, retain_graph=True)[0].sum(dim=1) for label in targets]
        return torch.stack(maps, dim=1)


class GuidedReLU(torch.autograd.Function):
    """Springenberg 2015, figure 1: what is below zero is stopped, on the way up and on the way down."""

    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x)
        return x.clamp_min(0)

    @staticmethod
    def backward(ctx, gradient):  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return torch.where((x > 0) & (gradient > 0), gradient, torch.zeros_like(gradient))


@pytest.fixture(scope="module", params=["embedded", "teaching", "densenet121", "resnet18"])
def case(request: pytest.FixtureRequest) -> Case:
    """Each network in turn."""
    return _case(request.param)


@pytest.fixture(scope="module", params=["embedded", "densenet121", "resnet18"])
def architecture(request: pytest.FixtureRequest) -> Case:
    """Each architecture in turn."""
    return _case(request.param)


@pytest.fixture(scope="module")
def resnet18() -> Case:
    """ResNet-18, whose block rectifies twice with one module, in place."""
    return _case("resnet18")


@pytest.fixture(scope="module")
def densenet121() -> Case:
    """DenseNet-121, whose last ReLU is functional and in place."""
    return _case("densenet121")


@pytest.fixture(scope="module")
def residual_grid() -> Case:
    """The embedded classifier."""
    return _case("embedded")


def _case(name: str) -> Case:
    torch.manual_seed(7)
    if name == "densenet121":
        network = _with_statistics(torchvision.models.densenet121(weights=None, num_classes=3))
        return Case(network, torch.randn(2, 3, 64, 64), _densenet_features, lambda net, maps: net.classifier(maps.mean((2, 3))), 121)
    if name == "resnet18":
        network = _with_statistics(torchvision.models.resnet18(weights=None, num_classes=3))
        return Case(network, torch.randn(2, 3, 96, 96), _resnet_features, lambda net, maps: net.fc(maps.mean((2, 3))), 17)
    network = load_network(embedded(name))
    relus = sum(LITE_RELUS if isinstance(grid, LiteGrid) else RESIDUAL_RELUS for grid in _grids(network))
    return Case(network, torch.randn(2, 1, 128, 112), _grid_features, lambda net, maps: net.head(maps.mean((2, 3))), relus)


def _with_statistics(network: nn.Module) -> nn.Module:
    """Give every BatchNorm statistics and weights other than 0 and 1, as training would."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.6, 1.4)
            nn.init.uniform_(module.weight, 0.6, 1.4)
            nn.init.normal_(module.bias, 0, 0.2)
    return network.eval()


def _grids(net: nn.Module) -> list[nn.Module]:
    """The members of an ensemble, or the network alone."""
    return list(getattr(net, "members", [net]))


def _grid_features(net: nn.Module, x: Tensor, rectify: Rectify) -> Tensor:
    each = (_lite_features if isinstance(grid, LiteGrid) else _residual_features for grid in _grids(net))
    return torch.cat([features(grid, x, rectify) for features, grid in zip(each, _grids(net), strict=True)], dim=1)


def _lite_features(net: nn.Module, x: Tensor, rectify: Rectify) -> Tensor:
    x = rectify(net.trunk.stem[1](net.trunk.stem[0](x)))
    for block in (block for stage in net.trunk.stages for block in stage):
        inner = x
        for layer in block.layers:
            inner = rectify(inner) if isinstance(layer, nn.ReLU) else layer(inner)
        x = x + inner if block.residual else inner
    return rectify(net.top[1](net.top[0](x)))


def _residual_features(net: nn.Module, x: Tensor, rectify: Rectify) -> Tensor:
    x = rectify(net.stem[1](net.stem[0](x)))
    for block in net.stages:
        inner = rectify(block.first[1](block.first[0](x)))
        x = rectify(block.second(inner) + block.skip(x))
    return x


def _resnet_features(net: nn.Module, x: Tensor, rectify: Rectify) -> Tensor:
    x = F.max_pool2d(rectify(net.bn1(net.conv1(x))), 3, 2, 1)
    for stage in (net.layer1, net.layer2, net.layer3, net.layer4):
        for block in stage:
            inner = rectify(block.bn1(block.conv1(x)))
            x = rectify(block.bn2(block.conv2(inner)) + (block.downsample(x) if block.downsample else x))
    return x


def _densenet_features(net: nn.Module, x: Tensor, rectify: Rectify) -> Tensor:
    parts = net.features
    x = F.max_pool2d(rectify(parts.norm0(parts.conv0(x))), 3, 2, 1)
    for number in range(1, 5):
        grown = [x]
        for layer in getattr(parts, f"denseblock{number}").values():
            inner = layer.conv1(rectify(layer.norm1(torch.cat(grown, 1))))
            grown.append(layer.conv2(rectify(layer.norm2(inner))))
        x = torch.cat(grown, 1)
        if number < 4:
            transition = getattr(parts, f"transition{number}")
            x = F.avg_pool2d(transition.conv(rectify(transition.norm(x))), 2, 2)
    return rectify(parts.norm5(x))
