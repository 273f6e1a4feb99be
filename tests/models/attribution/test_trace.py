"""The watched pass: it sees what runs and leaves nothing behind."""

from __future__ import annotations

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import attribute
from models.attribution.trace import NoTargetLayer, trace
from models.values.attribution import MapMethod

EVERY = list(MapMethod)
ON_ANY_HEAD = [method for method in MapMethod if method is not MapMethod.CAM]
OF_GRID = [MapMethod.GRAD_CAM, MapMethod.SIGNED_CAM]
HOOKS = [name for name in vars(nn.Module()) if name.endswith("_hooks")]


def _state(network: nn.Module) -> dict[str, Any]:
    """Everything that an attribution could leave behind."""
    assert len(HOOKS) > 4
    return {
        "modules": [(name, id(module), type(module), module.training) for name, module in network.named_modules()],
        "forwards": [id(type(module).forward) for module in network.modules()] + ["forward" in vars(m) for m in network.modules()],
        "hooks": [len(getattr(module, hook)) for module in network.modules() for hook in HOOKS],
        "tensors": [(name, id(value), value._version, value.requires_grad) for name, value in network.named_parameters()],
        "gradients": [value.grad is None for value in network.parameters()],
        "inplace": [getattr(module, "inplace", None) for module in network.modules()],
    }


def test_logits_are_bit_for_bit_those_of_an_unwatched_pass(case: Any) -> None:
    with torch.no_grad():
        wanted = case.network(case.batch)
    for methods in ([], OF_GRID, EVERY):
        found = attribute(case.network, case.batch, methods=methods).logits
        assert torch.equal(found, wanted)
        assert not found.requires_grad


def test_every_relu_is_counted(case: Any) -> None:
    """DenseNet-121 has 121, of which 120 are modules; ResNet-18 has 17, in 9 modules; either kind of pass sees them all."""
    for methods in (OF_GRID, EVERY):
        assert attribute(case.network, case.batch, methods=methods, targets=[0]).relus == case.relus


@pytest.mark.parametrize("double", [False, True])
def test_a_batch_is_its_singles(architecture: Any, double: bool) -> None:
    """In single precision but for the pixels' gradient of DenseNet-121 with randomised weights, where plain autograd differs by 0.002 too.

    Convolutions round otherwise for another size of the batch; that moves gates near zero, of which so deep a network has many.
    """
    case = architecture.double() if double else architecture
    chaotic = not double and case.relus == 121
    methods = [method for method in EVERY if not (chaotic and method is MapMethod.GRADIENT)]
    together = attribute(case.network, case.batch, methods=methods)
    for index in range(len(case.batch)):
        single = attribute(case.network, case.batch[index : index + 1], methods=methods)
        for method in methods:
            wanted = single.maps[method][0]
            assert (together.maps[method][index] - wanted).abs().max() <= (1e-9 if double else 1e-5) * wanted.abs().max()
        torch.testing.assert_close(together.logits[index], single.logits[0], rtol=1e-5, atol=1e-5)


def test_the_network_is_left_as_it_was(architecture: Any) -> None:
    """No hook, no changed or replaced module, no gradient, the same weights and flags."""
    before, weights = _state(architecture.network), copy.deepcopy(architecture.network.state_dict())
    attribute(architecture.network, architecture.batch, methods=EVERY)
    assert _state(architecture.network) == before
    after = architecture.network.state_dict()
    assert after.keys() == weights.keys()
    assert all(torch.equal(after[name], weights[name]) for name in weights)


class _Breaks(nn.Module):
    """Fails after it has rectified, in place, and pooled."""

    def __init__(self) -> None:
        super().__init__()
        self.conv, self.relu, self.out = nn.Conv2d(1, 4, 3), nn.ReLU(inplace=True), nn.Linear(4, 2)
        self.broken = True

    def forward(self, batch: Tensor) -> Tensor:
        pooled = F.adaptive_avg_pool2d(self.relu(self.conv(batch)), 1)
        if self.broken:
            raise ZeroDivisionError("in the middle of a pass")
        return self.out(pooled.flatten(1))


@pytest.mark.parametrize("methods", [OF_GRID, EVERY])
def test_an_exception_leaves_the_network_as_it_was(methods: list[MapMethod]) -> None:
    """Also the thread: gradients are as enabled as before, and the next pass is watched as if nothing had been."""
    torch.manual_seed(2)
    network, batch = _Breaks().eval(), torch.randn(2, 1, 8, 8)
    before = _state(network)
    with torch.no_grad():
        with pytest.raises(ZeroDivisionError):
            attribute(network, batch, methods=methods)
        assert not torch.is_grad_enabled()
    with pytest.raises(ZeroDivisionError):
        attribute(network, batch, methods=methods)
    assert torch.is_grad_enabled()
    assert _state(network) == before
    assert torch.relu(torch.ones(1, requires_grad=True)).grad_fn.name().startswith("Relu")
    network.broken = False
    assert attribute(network, batch, methods=methods).relus == 1


@pytest.mark.parametrize("wants_gradient", [False, True])
def test_the_callers_batch_is_untouched(resnet18: Any, wants_gradient: bool) -> None:
    batch = resnet18.batch.clone().requires_grad_(wants_gradient)
    before, version = batch.detach().clone(), batch._version
    attribute(resnet18.network, batch, methods=EVERY)
    assert torch.equal(batch, before)
    assert batch._version == version
    assert batch.grad is None
    assert batch.requires_grad is wants_gradient


def test_a_network_that_rectifies_its_input_in_place_cannot_reach_the_callers_batch() -> None:
    network = nn.Sequential(nn.ReLU(inplace=True), nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
    batch = torch.randn(2, 1, 6, 6)
    before = batch.clone()
    for methods in (OF_GRID, ON_ANY_HEAD):
        attribute(network.eval(), batch, methods=methods)
        assert torch.equal(batch, before)


@pytest.mark.parametrize("methods", [OF_GRID, EVERY])
def test_gradients_switched_off_by_the_caller_change_nothing(residual_grid: Any, methods: list[MapMethod]) -> None:
    wanted = attribute(residual_grid.network, residual_grid.batch, methods=methods)
    with torch.no_grad():
        found = attribute(residual_grid.network, residual_grid.batch, methods=methods)
    for method in methods:
        assert torch.equal(found.maps[method], wanted.maps[method])
        assert not found.maps[method].requires_grad


def test_threads_may_share_a_network(resnet18: Any) -> None:
    """Each thread watches its own pass, also while another one's ReLUs are guided."""
    batches = [resnet18.batch + shift for shift in (-0.5, 0.0, 0.5, 1.0)]
    methods = [OF_GRID, EVERY, EVERY, OF_GRID]
    alone = [attribute(resnet18.network, batch, methods=ms, targets=[1]) for batch, ms in zip(batches, methods, strict=True)]
    with ThreadPoolExecutor(4) as threads:
        asked = zip(batches, methods, strict=True)
        jobs = [threads.submit(attribute, resnet18.network, batch, methods=ms, targets=[1]) for batch, ms in asked]
        found = [job.result() for job in jobs]
    for one, other in zip(found, alone, strict=True):
        assert one.relus == other.relus == 17
        for method, wanted in other.maps.items():
            assert (one.maps[method] - wanted).abs().max() <= 1e-5 * wanted.abs().max()


class _Pools(nn.Module):
    def __init__(self, pool: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.conv, self.pool = nn.Conv2d(1, 3, 3), pool

    def forward(self, batch: Tensor) -> Tensor:
        return self.pool(torch.relu(self.conv(batch))).flatten(1)


@pytest.mark.parametrize(
    "pool",
    [
        lambda x: F.adaptive_avg_pool2d(x, 1),
        lambda x: F.adaptive_max_pool2d(x, 1),
        lambda x: F.avg_pool2d(x, (6, 4)),
        lambda x: x.mean((2, 3)),
        lambda x: x.mean([-2, -1]),
        lambda x: torch.mean(x, dim=(-1, -2)),
        lambda x: x.mean(dim=(2, 3), keepdim=True),
        lambda x: x.flatten(1),
        lambda x: torch.flatten(x, 1),
        lambda x: torch.flatten(x, start_dim=1),
    ],
    ids=["adaptive", "max", "average", "mean", "mean-list", "torch.mean", "keepdim", "flatten", "torch.flatten", "start_dim"],
)
def test_every_way_to_pool_is_seen(pool: Callable[[Tensor], Tensor]) -> None:
    """The tensor that is kept is the one that enters the pooling."""
    torch.manual_seed(4)
    network, batch = _Pools(pool).eval(), torch.randn(2, 1, 8, 6)
    for from_input in (False, True):
        kept = trace(network, batch, from_input=from_input).activation
        torch.testing.assert_close(kept.detach(), torch.relu(network.conv(batch)).detach())


def test_the_last_of_several_poolings_counts(densenet121: Any) -> None:
    """DenseNet pools between its blocks too; the target layer is the one before the classifier, rectified."""
    kept = trace(densenet121.network, densenet121.batch, from_input=False).activation
    assert kept.shape == (2, 1024, 2, 2)
    assert kept.min() == 0
    torch.testing.assert_close(kept.detach(), densenet121.kept()[0].detach(), rtol=1e-4, atol=1e-4)


def test_only_the_head_has_a_graph_when_no_map_of_pixels_is_asked_for(resnet18: Any) -> None:
    """From the output back, the graph ends at the target layer; the pixels have no part in it."""
    watched = trace(resnet18.network, resnet18.batch, from_input=False)
    assert watched.activation.is_leaf
    assert not watched.input.requires_grad
    names, waiting = set(), [watched.output.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None:
            names.add(node.name())
            waiting += [previous for previous, _ in node.next_functions]
    assert not any("Convolution" in name for name in names)


@pytest.mark.parametrize(
    "network",
    [
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()),
        nn.Sequential(nn.Conv2d(1, 2, 8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)),
    ],
    ids=["no pooling", "one cell", "local maximum"],
)
@pytest.mark.parametrize("methods", [OF_GRID, EVERY])
def test_a_network_that_never_pools_over_a_grid_has_no_attribution_point(network: nn.Module, methods: list[MapMethod]) -> None:
    with pytest.raises(NoTargetLayer, match="no place to attribute"):
        attribute(network.eval(), torch.randn(1, 1, 8, 8), methods=methods)


@pytest.mark.parametrize(
    "rectify",
    [torch.relu, F.relu, Tensor.relu, torch.relu_, F.relu_, Tensor.relu_, lambda x: F.relu(x, inplace=True), nn.ReLU(), nn.ReLU(True)],
    ids=["torch.relu", "F.relu", "x.relu", "torch.relu_", "F.relu_", "x.relu_", "F in place", "module", "module in place"],
)
def test_relus_of_every_spelling_are_guided(rectify: Callable[[Tensor], Tensor]) -> None:
    """Closed form for ± the mean of relu(x) on four pixels: a quarter where x > 0; the class of the minus sign gets nothing."""

    class Network(nn.Module):
        def forward(self, batch: Tensor) -> Tensor:
            inner = rectify(batch * 1.0)
            return torch.cat([inner.mean((2, 3)), -inner.mean((2, 3))], dim=1)

    batch = torch.tensor([[[[-1.0, 2.0], [3.0, -4.0]]]])
    found = attribute(Network().eval(), batch, methods=[MapMethod.GUIDED_BACKPROP])
    assert found.relus == 1
    assert torch.equal(found.maps[MapMethod.GUIDED_BACKPROP][0, 0], torch.tensor([[0.0, 0.25], [0.25, 0.0]]))
    assert not found.maps[MapMethod.GUIDED_BACKPROP][0, 1].any()


@pytest.mark.parametrize("go_on_with", ["returned", "rectified"])
def test_a_network_may_go_on_with_the_tensor_it_rectified_in_place(go_on_with: str) -> None:
    class Network(nn.Module):
        def forward(self, batch: Tensor) -> Tensor:
            x = batch - 0.5
            returned = F.relu(x, inplace=True)
            return (returned if go_on_with == "returned" else x).mean((2, 3))

    batch = torch.tensor([[[[0.0, 2.5], [1.5, 0.0]]]])
    for methods in ([], OF_GRID, ON_ANY_HEAD):
        assert attribute(Network().eval(), batch, methods=methods).logits.item() == pytest.approx(0.75)


@pytest.mark.parametrize("methods", [OF_GRID, ON_ANY_HEAD])
def test_a_later_in_place_operation_cannot_reach_the_kept_map(methods: list[MapMethod]) -> None:
    class Wipes(nn.Module):
        def forward(self, batch: Tensor) -> Tensor:
            x = torch.relu(batch * 1.0)
            pooled = x.mean((2, 3))
            x.detach().zero_()
            return pooled

    found = attribute(Wipes().eval(), torch.ones(1, 1, 2, 2), methods=methods)
    assert torch.equal(found.maps[MapMethod.SIGNED_CAM], torch.full((1, 1, 2, 2), 0.25))
