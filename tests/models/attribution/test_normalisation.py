"""Batch normalisation in eval mode, watched, gives the same numbers and the gradient of its scale."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from models.attribution.attribute import attribute
from models.attribution.normalisation import fixed_scale, normalised


def _learned(layer: nn.BatchNorm2d) -> nn.BatchNorm2d:
    torch.manual_seed(1)
    layer(torch.randn(8, 3, 6, 6) * 3 + 1)
    if layer.affine:
        nn.init.normal_(layer.weight)
        nn.init.normal_(layer.bias)
    return layer.eval()


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
def test_result_and_gradient_are_torchs(affine: bool, dtype: torch.dtype) -> None:
    layer = _learned(nn.BatchNorm2d(3, affine=affine)).to(dtype)
    x = torch.randn(2, 3, 5, 4, dtype=dtype).requires_grad_()
    direction = torch.randn(2, 3, 5, 4, dtype=dtype)
    given = fixed_scale(F.batch_norm, (x, layer.running_mean, layer.running_var, layer.weight, layer.bias), {"eps": layer.eps})
    assert given is not None
    (expected,) = torch.autograd.grad(layer(x), x, direction)
    (found,) = torch.autograd.grad(normalised(given), x, direction)
    assert torch.equal(normalised(given), layer(x))
    torch.testing.assert_close(found, expected)


def test_other_calls_are_left_alone() -> None:
    x, statistics = torch.randn(2, 3, 4, 4), torch.ones(3)
    assert fixed_scale(F.batch_norm, (x, statistics, statistics), {"training": True}) is None
    assert fixed_scale(F.batch_norm, (x, None, None), {}) is None
    assert fixed_scale(F.relu, (x,), {}) is None


@pytest.mark.parametrize("dims", [1, 2, 3])
def test_a_network_keeps_its_gradient(dims: int) -> None:
    kinds = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}
    layer = kinds[dims](3).eval()
    nn.init.normal_(layer.weight)
    x = torch.randn(2, 3, *[4] * dims).requires_grad_()
    given = fixed_scale(F.batch_norm, (x, layer.running_mean, layer.running_var, layer.weight, layer.bias, False, 0.1, layer.eps), {})
    assert given is not None
    torch.testing.assert_close(torch.autograd.grad(normalised(given).sum(), x), torch.autograd.grad(layer(x).sum(), x))


def test_the_gradient_of_a_network_is_autograds() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(1, 3, 3), _learned(nn.BatchNorm2d(3)), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2)
    )
    network = network.double().eval()
    film = torch.randn(1, 1, 9, 9, dtype=torch.float64).requires_grad_()
    (expected,) = torch.autograd.grad(network(film)[0, 1], film)
    found = attribute(network, film.detach(), methods=["gradient"], targets=[1]).maps
    torch.testing.assert_close(next(iter(found.values()))[0, 0], expected[0, 0])
