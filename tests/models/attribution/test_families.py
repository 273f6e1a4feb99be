"""Every method on every family of networks against brute force: plain autograd, one backward pass a class and an image.

The oracle is told where each family has its last maps and what follows them; the watched pass is not.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import torch
import torchvision.models as tv
import torchxrayvision as xrv
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import METHODS, attribute
from models.attribution.refusal import NoClassActivationMap, NoReLU
from models.attribution.rescaling import before_rescaling
from models.networks.architectures import ResidualGrid
from models.networks.families.build import build
from models.values.attribution import MapMethod
from tests.models.networks.families.random_weights import filled, scaled
from tests.models.networks.families.test_from_torchxrayvision import torchxrayvision_resnet

CLASSES = 3


@dataclass(frozen=True)
class Family:
    """A network and what is known of it.

    Attributes:
        build: Makes it, with any weights.
        pixels: Side of the images.
        trunk: The module whose output, rectified where ``rectifies``, is the last feature map.
        head: From that map to the logits.
        linear: The one linear layer after global average pooling, where the head is that.
        relus: How many ReLUs run.
    """

    build: Callable[[], nn.Module]
    pixels: int
    trunk: str
    head: Callable[[nn.Module, Tensor], Tensor]
    relus: int
    linear: str | None = None
    rectifies: bool = False
    channels: int = 3


def _flat(net: nn.Module, maps: Tensor) -> Tensor:
    return net.classifier(net.avgpool(maps).flatten(1))


def _fc(net: nn.Module, maps: Tensor) -> Tensor:
    return net.fc(maps.mean((2, 3)))


def _classifier(net: nn.Module, maps: Tensor) -> Tensor:
    return net.classifier(maps.mean((2, 3)))


def _narrow(name: str, grid: int) -> nn.Module:
    """Replace the three wide layers of AlexNet and VGG by narrow ones with the same calls between them."""
    network = _named(name)
    width = (256 if grid == 6 else 512) * grid * grid
    network.classifier = nn.Sequential(
        nn.Dropout(), nn.Linear(width, 24), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(24, 24), nn.ReLU(inplace=True),
        nn.Linear(24, CLASSES),
    )  # fmt: skip
    return network


def _regnet() -> nn.Module:
    with torch.device("cpu"):  # Its constructor computes with tensors.
        return _named("regnet_y_400mf")


def _named(name: str) -> nn.Module:
    return build("torchvision", name, {}, CLASSES)


FAMILIES = {
    "alexnet": Family(lambda: _narrow("alexnet", 6), 96, "features", _flat, 7),
    "vgg11": Family(lambda: _narrow("vgg11", 7), 64, "features", _flat, 10),
    "googlenet": Family(lambda: _named("googlenet"), 96, "inception5b", _fc, 57, "fc"),
    "inception_v3": Family(lambda: _named("inception_v3"), 107, "Mixed_7c", _fc, 94, "fc"),
    "resnet18": Family(lambda: _named("resnet18"), 64, "layer4", _fc, 17, "fc"),
    "resnext50": Family(lambda: _named("resnext50_32x4d"), 64, "layer4", _fc, 49, "fc"),
    "densenet121": Family(lambda: _named("densenet121"), 64, "features", _classifier, 121, "classifier", rectifies=True),
    "squeezenet1_1": Family(lambda: _named("squeezenet1_1"), 64, "classifier.2", lambda net, maps: maps.mean((2, 3)), 26),
    "shufflenet": Family(lambda: _named("shufflenet_v2_x0_5"), 64, "conv5", _fc, 37, "fc"),
    "mobilenet_v2": Family(lambda: _named("mobilenet_v2"), 64, "features", _classifier, 35, "classifier.1"),
    "mobilenet_v3": Family(lambda: _named("mobilenet_v3_small"), 64, "features", _classifier, 14),
    "mnasnet": Family(lambda: _named("mnasnet0_5"), 64, "layers", _classifier, 35, "classifier.1"),
    "efficientnet": Family(lambda: _named("efficientnet_b0"), 64, "features", _classifier, 0, "classifier.1"),
    "regnet": Family(_regnet, 64, "trunk_output", _fc, 65, "fc"),
    "convnext": Family(lambda: _named("convnext_tiny"), 64, "features", lambda net, maps: net.classifier(net.avgpool(maps)), 0),
    "torchxrayvision densenet": Family(
        lambda: before_rescaling(xrv.models.DenseNet(num_classes=CLASSES, op_threshs=torch.zeros(CLASSES))), 64, "features", _classifier,
        121, "classifier", rectifies=True, channels=1,
    ),
    "torchxrayvision resnet": Family(
        lambda: before_rescaling(torchxrayvision_resnet(CLASSES)), 64, "model.layer4", lambda net, maps: net.model.fc(maps.mean((2, 3))),
        49, "model.fc", channels=1,
    ),
    "embedded": Family(
        lambda: ResidualGrid(CLASSES), 64, "stages", lambda net, maps: net.head(maps.mean((2, 3))), 9, "head", channels=1
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A family with weights, images, and the last maps and logits of its hand-written cut."""

    family: Family
    network: nn.Module
    batch: Tensor

    def double(self) -> Case:
        return Case(self.family, copy.deepcopy(self.network).double(), self.batch.double())

    def kept(self) -> tuple[Tensor, Tensor]:
        """Return the last maps and the logits with a graph between the two, from a copy without in-place ReLUs."""
        twin, seen = _out_of_place(self.network), []
        twin.get_submodule(self.family.trunk).register_forward_hook(lambda module, args, output: seen.append(output.detach().clone()))
        with torch.no_grad():
            twin(self.batch)
        maps = (seen[-1].relu() if self.family.rectifies else seen[-1]).requires_grad_()
        return maps, self.family.head(twin, maps)

    def expected(self) -> dict[MapMethod, Tensor]:
        """Return the maps of all methods that live on the grid, from one backward pass a class and an image."""
        maps, logits = self.kept()
        a = maps.detach()
        rows: dict[MapMethod, list[list[Tensor]]] = {
            method: [] for method in METHODS if not method.of_pixels and method is not MapMethod.CAM
        }
        for image in range(len(a)):
            for row in rows.values():
                row.append([])
            for label in range(logits.shape[1]):
                gradient = torch.autograd.grad(logits[image, label], maps, retain_graph=True)[0][image]
                for method, value in _definitions(gradient, a[image], logits[image, label].detach()).items():
                    rows[method][-1].append(value)
        return {method: torch.stack([torch.stack(row) for row in found]) for method, found in rows.items()}

    def of_pixels(self, target: int, *, guided: bool) -> Tensor:
        """Return the gradient of the pixels by plain autograd, with ReLUs of the test's own where it is guided."""
        pixels = self.batch.clone().requires_grad_()
        with _guided_relus() if guided else contextlib.nullcontext():
            logits = _out_of_place(self.network)(pixels)
        return torch.autograd.grad(logits[:, target].sum(), pixels)[0].sum(dim=1)


def _definitions(g: Tensor, a: Tensor, score: Tensor) -> dict[MapMethod, Tensor]:
    """Write the definitions out for one class of one image: g and a are C×h×w."""
    signed = sum(g[k].mean() * a[k] for k in range(len(a)))
    alphas = g**2 / (2 * g**2 + a.sum(dim=(1, 2), keepdim=True) * g**3)
    alphas[g == 0] = 0
    weights = (alphas * torch.relu(torch.exp(score) * g)).sum(dim=(1, 2))
    return {
        MapMethod.SIGNED_CAM: signed,
        MapMethod.GRAD_CAM: signed.clamp_min(0),
        MapMethod.COUNTERFACTUAL: sum((-g[k]).mean() * a[k] for k in range(len(a))).clamp_min(0),
        MapMethod.HIRES_CAM: (g * a).sum(dim=0),
        MapMethod.LAYER_CAM: (g.clamp_min(0) * a).sum(dim=0).clamp_min(0),
        MapMethod.GRAD_CAM_PLUS_PLUS: (weights[:, None, None] * a).sum(dim=0).clamp_min(0),
    }


class _Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, highest):  # type: ignore[no-untyped-def]
        ctx.save_for_backward(x)
        ctx.highest = highest
        return x.clamp(0, highest)

    @staticmethod
    def backward(ctx, gradient):  # type: ignore[no-untyped-def]
        (x,) = ctx.saved_tensors
        return torch.where((x > 0) & (x < ctx.highest) & (gradient > 0), gradient, torch.zeros_like(gradient)), None


@contextlib.contextmanager
def _guided_relus() -> Iterator[None]:
    """Modules and functional calls of torchvision alike end in these two functions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(F, "relu", lambda x, inplace=False: _Guided.apply(x, float("inf")))
        patch.setattr(F, "hardtanh", lambda x, low, high, inplace=False: _Guided.apply(x, high))
        yield


def _out_of_place(network: nn.Module) -> nn.Module:
    twin = copy.deepcopy(network)
    for module in twin.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
    return twin


@pytest.fixture(scope="module", params=FAMILIES)
def case(request: pytest.FixtureRequest) -> Case:
    family = FAMILIES[request.param]
    torch.manual_seed(11)
    with torch.device("meta"):
        network = family.build()
    network, batch = filled(network), torch.randn(2, family.channels, family.pixels, family.pixels)
    # Scores of the size that trained networks give, so that their exponentials are numbers.
    return Case(family, scaled(network, batch), batch)


def _off(found: Tensor, wanted: Tensor) -> float:
    """Largest difference over the reference's largest value, a map; the largest of all maps."""
    assert found.shape == wanted.shape
    highest = wanted.abs().amax(dim=(-2, -1))
    assert torch.isfinite(wanted).all()
    if highest.max() == 0:
        return float(found.abs().max())
    return float(((found - wanted).abs().amax(dim=(-2, -1)) / highest.clamp_min(1e-3 * float(highest.max()))).max())


def test_head_methods_are_brute_force_gradients(case: Case) -> None:
    """Float32 within 1e-4, float64 within 1e-9; logits are bit for bit those of an unwatched pass; every ReLU is seen."""
    for exact, limit in ((case, 1e-4), (case.double(), 1e-9)):
        wanted = exact.expected()
        found = attribute(exact.network, exact.batch, methods=list(wanted))
        for method in wanted:
            assert _off(found.maps[method], wanted[method]) <= limit, method
        with torch.no_grad():
            assert torch.equal(found.logits, exact.network(exact.batch))
        assert found.relus == case.family.relus


def test_cam_is_exact_where_it_is_defined(case: Case) -> None:
    """The linear layer's weights on the last maps; their mean and the bias are the logit. Other heads are refused."""
    case = case.double()
    if case.family.linear is None:
        with pytest.raises(NoClassActivationMap, match="CAM is not defined for this head"):
            attribute(case.network, case.batch, methods=[MapMethod.CAM])
        return
    linear, (maps, _) = case.network.get_submodule(case.family.linear), case.kept()
    found = attribute(case.network, case.batch, methods=[MapMethod.CAM])
    assert _off(found.maps[MapMethod.CAM], torch.einsum("tc,nchw->nthw", linear.weight, maps).detach()) <= 1e-9
    complete = found.maps[MapMethod.CAM].mean(dim=(2, 3)) + linear.bias.detach()
    assert (complete - found.logits).abs().max() <= 1e-9 * found.logits.abs().max()


@pytest.mark.parametrize("double", [False, True])
def test_methods_of_input_space_are_brute_force_gradients(case: Case, double: bool) -> None:
    """Both kinds come from one graph; guided ones are compared with ReLUs that the test wrote."""
    exact, limit = (case.double(), 1e-9) if double else (case, 1e-4)
    guided = [MapMethod.GUIDED_BACKPROP] if case.family.relus else []
    found = attribute(exact.network, exact.batch, methods=[MapMethod.GRADIENT, *guided], targets=[1])
    assert _off(found.maps[MapMethod.GRADIENT][:, 0], exact.of_pixels(1, guided=False)) <= limit
    for method in guided:
        assert _off(found.maps[method][:, 0], exact.of_pixels(1, guided=True)) <= limit
    with torch.no_grad():
        assert torch.equal(found.logits, exact.network(exact.batch))


def test_guided_methods_are_refused_without_relus(case: Case) -> None:
    if case.family.relus:
        return
    for method in (MapMethod.GUIDED_BACKPROP, MapMethod.GUIDED_GRAD_CAM):
        with pytest.raises(NoReLU, match="has no ReLU"):
            attribute(case.network, case.batch[:1], methods=[method], targets=[0])


@pytest.mark.parametrize(
    ("build", "pixels", "relus"),
    [
        (tv.densenet121, 64, 121),
        (tv.resnet50, 64, 49),
        (lambda: tv.googlenet(aux_logits=False, init_weights=False), 64, 57),
        (lambda: tv.inception_v3(aux_logits=False, init_weights=False), 107, 94),
        (lambda: _narrow("vgg16", 7), 64, 15),
        (lambda: _narrow("alexnet", 6), 96, 7),
    ],
    ids=["densenet121", "resnet50", "googlenet", "inception_v3", "vgg16", "alexnet"],
)
def test_relus_of_the_published_networks(build: Callable[[], nn.Module], pixels: int, relus: int) -> None:
    with torch.device("meta"):
        network = build()
    assert attribute(filled(network), torch.randn(1, 3, pixels, pixels), methods=[]).relus == relus
