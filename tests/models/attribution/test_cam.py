"""Grad-CAM and the signed map against brute-force gradients, against Captum and against their closed form."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
import torch
from captum.attr import LayerGradCam
from scipy import stats
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import attribute
from models.values.attribution import MapMethod

BOTH = [MapMethod.GRAD_CAM, MapMethod.SIGNED_CAM]


def _off(found: Tensor, wanted: Tensor) -> float:
    """Largest difference as a share of the reference's largest value."""
    assert found.shape == wanted.shape
    assert wanted.abs().max() > 0
    return float((found - wanted).abs().max() / wanted.abs().max())


def test_the_oracle_is_the_network(case: Any) -> None:
    """The hand-written forward gives the network's logits, so its gradients are the network's gradients."""
    _, logits = case.kept()
    with torch.no_grad():
        assert _off(logits.detach(), case.network(case.batch)) < 1e-5


def test_maps_of_all_classes_are_brute_force_gradients(case: Any) -> None:
    """One backward pass through the head gives what one pass a class and an image gives."""
    wanted = case.brute_force()
    found = attribute(case.network, case.batch, methods=BOTH).maps
    assert _off(found[MapMethod.SIGNED_CAM], wanted) <= 1e-4
    assert _off(found[MapMethod.GRAD_CAM], wanted.clamp_min(0)) <= 1e-4


def test_maps_are_exact_in_double_precision(case: Any) -> None:
    case = case.double()
    wanted = case.brute_force()
    found = attribute(case.network, case.batch, methods=BOTH).maps
    assert _off(found[MapMethod.SIGNED_CAM], wanted) <= 1e-9
    assert _off(found[MapMethod.GRAD_CAM], wanted.clamp_min(0)) <= 1e-9


def test_maps_do_not_depend_on_where_the_graph_begins(architecture: Any) -> None:
    """Asking for a guided map too, which keeps the graph from the pixels on, leaves Grad-CAM as it was."""
    alone = attribute(architecture.network, architecture.batch, methods=BOTH).maps
    beside = attribute(architecture.network, architecture.batch, methods=[*BOTH, MapMethod.GUIDED_BACKPROP]).maps
    for method in BOTH:
        assert _off(beside[method], alone[method]) <= 1e-5


@pytest.mark.parametrize("name", ["classifier", "teaching"])
def test_signed_map_is_complete(name: str, request: pytest.FixtureRequest) -> None:
    """With average pooling and one linear layer αₖ = wₖ / (h·w), so the signed map's sum over the grid plus the bias is the logit."""
    network = request.getfixturevalue(name).network
    batch = torch.randn(2, 1, 320, 320, generator=torch.Generator().manual_seed(3))
    found = attribute(network, batch, methods=[MapMethod.SIGNED_CAM])
    assert found.grid == (20, 20)
    assert _off(found.maps[MapMethod.SIGNED_CAM].sum(dim=(2, 3)) + network.head.bias.detach(), found.logits) <= 1e-4


def test_signed_map_is_the_exact_cam(residual_grid: Any) -> None:
    """h·w times the signed map is Zhou's CAM, Σₖ wₖᶜ Aᵏ, whose mean plus the bias is the logit."""
    case = residual_grid.double()
    maps, logits = case.kept()
    cam = torch.einsum("tc,nchw->nthw", case.network.head.weight, maps).detach()
    signed = attribute(case.network, case.batch, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    assert _off(signed * signed.shape[-1] * signed.shape[-2], cam) <= 1e-9
    assert _off(cam.mean(dim=(2, 3)) + case.network.head.bias.detach(), logits.detach()) <= 1e-9


def test_the_targets_are_the_classes_asked_for(resnet18: Any) -> None:
    every = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    two = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.SIGNED_CAM], targets=[2, 0]).maps[MapMethod.SIGNED_CAM]
    torch.testing.assert_close(two, every[:, [2, 0]])


def test_scores_are_what_is_differentiated(resnet18: Any) -> None:
    """The map of a difference of two logits is the difference of their maps."""
    maps = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    both = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.SIGNED_CAM], scores=lambda out: out[:, :1] - out[:, 1:2])
    assert _off(both.maps[MapMethod.SIGNED_CAM], maps[:, :1] - maps[:, 1:2]) < 1e-5
    assert both.logits.shape == (2, 1)


def test_grad_cam_is_captums_on_resnet18(resnet18: Any) -> None:
    """Captum's LayerGradCam on the last stage: the same values and the same order of cells."""
    found = attribute(resnet18.network, resnet18.batch, methods=[MapMethod.SIGNED_CAM]).maps[MapMethod.SIGNED_CAM]
    reference = LayerGradCam(resnet18.network, resnet18.network.layer4)
    for label in range(3):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            wanted = reference.attribute(resnet18.batch, target=label).detach()
        assert _off(found[:, label : label + 1], wanted) <= 1e-4
        order = stats.spearmanr(found[:, label].numpy().ravel(), wanted.numpy().ravel()).statistic
        assert order > 0.999


class _HeadWithReLU(nn.Module):
    """A network that goes on after its pooling with a ReLU, so its head is not linear."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 6, 3)
        self.hidden, self.out = nn.Linear(6, 8), nn.Linear(8, 4)

    def tail(self, maps: Tensor) -> Tensor:
        return self.out(torch.relu(self.hidden(maps.mean((2, 3)))))

    def forward(self, batch: Tensor) -> Tensor:
        return self.tail(F.relu(self.conv(batch), inplace=True))


@pytest.mark.parametrize("methods", [[MapMethod.SIGNED_CAM], [MapMethod.GUIDED_BACKPROP, MapMethod.SIGNED_CAM]])
def test_a_head_that_is_not_linear_is_differentiated_for_each_image(methods: list[MapMethod]) -> None:
    torch.manual_seed(1)
    network, batch = _HeadWithReLU().double().eval(), torch.randn(5, 1, 9, 7, dtype=torch.float64)
    found = attribute(network, batch, methods=methods).maps[MapMethod.SIGNED_CAM]
    kept = torch.relu(network.conv(batch)).detach().requires_grad_()
    for image in range(5):
        for label in range(4):
            (gradient,) = torch.autograd.grad(network.tail(kept)[image, label], kept)
            wanted = (gradient[image].mean((1, 2))[:, None, None] * kept[image]).sum(0).detach()
            np.testing.assert_allclose(found[image, label], wanted, atol=1e-12)


class _LooksUpItsShape(nn.Module):
    """As converted graphs do: the shape that the head reshapes to is a tensor of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.head = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU()), nn.Linear(4, 3)

    def forward(self, images: Tensor) -> Tensor:
        pooled = self.features(images).mean(dim=(2, 3), keepdim=True)
        rows, columns = torch.tensor([len(images), -1]).unbind()
        return self.head(torch.reshape(pooled, (int(rows), int(columns))))  # type: ignore[no-any-return]


def test_a_shape_that_the_head_looks_up_is_no_layer_of_it() -> None:
    torch.manual_seed(0)
    network, images = _LooksUpItsShape().eval(), torch.randn(2, 1, 9, 9)
    maps = attribute(network, images, methods=[MapMethod.CAM]).maps[MapMethod.CAM]
    wanted = torch.einsum("kc,nchw->nkhw", network.head.weight.detach(), network.features(images).detach())
    torch.testing.assert_close(maps, wanted)
