"""Whoever calls, however the network is kept: the same maps, or a refusal with its reason; nothing is left behind."""

from __future__ import annotations

import copy
import gc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.attribution.attribute import Attribution, attribute
from models.attribution.refusal import NoTargetLayer, NotAttributable, UnwatchableNetwork
from models.networks.architectures import ResidualGrid
from models.values.attribution import MapMethod

EVERY = list(MapMethod)


def _off(found: Tensor, wanted: Tensor) -> float:
    assert found.shape == wanted.shape
    assert wanted.abs().max() > 0
    return float((found - wanted).abs().max() / wanted.abs().max())


def _same(found: Attribution, wanted: Attribution, limit: float = 0.0) -> None:
    for method, reference in wanted.maps.items():
        assert _off(found.maps[method], reference) <= limit, method
    assert torch.equal(found.logits, wanted.logits)


@pytest.fixture(scope="module")
def grid() -> nn.Module:
    """The embedded architecture, narrow, with randomised weights."""
    torch.manual_seed(5)
    return ResidualGrid(4, widths=(4, 6, 8, 12)).eval()


@pytest.fixture(scope="module")
def batch() -> Tensor:
    return torch.randn(3, 1, 64, 48, generator=torch.Generator().manual_seed(6))


@pytest.mark.parametrize("context", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_the_callers_mode_changes_nothing(grid: nn.Module, batch: Tensor, context: Callable[[], Any]) -> None:
    wanted = attribute(grid, batch, methods=EVERY)
    with context():
        own = batch.clone()
        before = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
        found = attribute(grid, own, methods=EVERY)
        assert (torch.is_grad_enabled(), torch.is_inference_mode_enabled()) == before
    _same(found, wanted)
    assert not any(value.requires_grad or value.is_inference() for value in (found.logits, *found.maps.values()))


def test_a_frozen_network_gives_the_same(grid: nn.Module, batch: Tensor) -> None:
    _same(attribute(copy.deepcopy(grid).requires_grad_(False), batch, methods=EVERY), attribute(grid, batch, methods=EVERY))


@pytest.mark.parametrize("of", ["network", "batch", "both"])
def test_channels_last_gives_the_same_within_rounding(resnet18: Any, of: str) -> None:
    case = resnet18.double()
    wanted = attribute(case.network, case.batch, methods=EVERY)
    network = case.network.to(memory_format=torch.channels_last) if of != "batch" else case.network
    images = case.batch.to(memory_format=torch.channels_last) if of != "network" else case.batch
    found = attribute(network, images, methods=EVERY)
    for method in EVERY:
        assert _off(found.maps[method], wanted.maps[method]) <= 1e-9
    with torch.no_grad():
        assert torch.equal(found.logits, network(images))


def test_under_autocast_the_scores_are_autocasts_and_the_maps_are_single_precision(grid: nn.Module, batch: Tensor) -> None:
    exact = attribute(grid, batch, methods=[MapMethod.CAM, MapMethod.SIGNED_CAM, MapMethod.GUIDED_BACKPROP])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = attribute(grid, batch, methods=list(exact.maps))
        with torch.no_grad():
            assert torch.equal(found.logits, grid(batch))
    assert found.logits.dtype == torch.bfloat16
    for method, wanted in exact.maps.items():
        assert found.maps[method].dtype == torch.float32
        assert _off(found.maps[method], wanted) < 0.2


def test_a_caller_who_trains_under_autocast_keeps_the_gradients_of_the_weights(grid: nn.Module, batch: Tensor) -> None:
    """A weight that autocast keeps converted from a pass without a graph would have none in the caller's own."""
    network = copy.deepcopy(grid)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        attribute(network, batch, methods=[MapMethod.GRAD_CAM])
        network(batch).sum().backward()
    assert all(parameter.grad is not None for parameter in network.parameters())


@pytest.mark.parametrize("part", ["", "stages.1.first.1"])
def test_train_mode_is_refused_with_the_remedy(grid: nn.Module, batch: Tensor, part: str) -> None:
    network = copy.deepcopy(grid)
    network.get_submodule(part).train()
    with pytest.raises(UnwatchableNetwork, match=r"in train mode.*call eval\(\)"):
        attribute(network, batch, methods=EVERY)


@pytest.mark.filterwarnings("ignore:.*torch.jit.trace:FutureWarning")
def test_what_cannot_be_watched_is_refused(grid: nn.Module, batch: Tensor) -> None:
    with torch.inference_mode():
        made = ResidualGrid(2, widths=(4, 4, 4, 4)).eval()
    with pytest.raises(UnwatchableNetwork, match="made under inference_mode"):
        attribute(made, batch, methods=EVERY)
    scripted = torch.nn.Sequential(torch.jit.trace(nn.ReLU(), batch, check_trace=False), nn.Flatten()).eval()
    compiled = copy.deepcopy(grid)
    compiled.stages.compile()
    for network, reason in (
        (scripted, "scripted"),
        (compiled, "compiled"),
        (torch.compile(grid), "compiled"),
        (nn.DataParallel(grid), "spread"),
    ):
        with pytest.raises(UnwatchableNetwork, match=f"{reason}.*cannot be watched"):
            attribute(network.eval(), batch, methods=EVERY)
    with pytest.raises(UnwatchableNetwork, match="whole numbers"):
        attribute(grid, batch.long(), methods=EVERY)
    assert all(issubclass(kind, NotAttributable) for kind in (UnwatchableNetwork, NoTargetLayer))


def test_gradients_of_the_caller_are_untouched(grid: nn.Module, batch: Tensor) -> None:
    network, own = copy.deepcopy(grid), batch.clone().requires_grad_()
    network(own).sum().backward()
    before = [own.grad.clone(), *(parameter.grad.clone() for parameter in network.parameters())]
    attribute(network, own, methods=EVERY)
    assert all(torch.equal(one, other) for one, other in zip(before, [own.grad, *(p.grad for p in network.parameters())], strict=True))


def test_a_closed_generator_leaves_nothing_behind(grid: nn.Module, batch: Tensor) -> None:
    def film_by_film() -> Iterator[Attribution]:
        for image in batch:
            yield attribute(grid, image[None], methods=EVERY)

    running = film_by_film()
    next(running)
    running.close()
    assert torch.overrides._get_current_function_mode() is None
    assert torch.is_grad_enabled()
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in grid.modules())


def test_two_threads_400_calls_none_wrong(grid: nn.Module, batch: Tensor) -> None:
    """Different images, methods and points through one network at the same time."""
    asked = [
        {"methods": [MapMethod.GRAD_CAM]},
        {"methods": [MapMethod.GUIDED_GRAD_CAM], "targets": [1]},
        {"methods": [MapMethod.GRADIENT, MapMethod.CAM], "targets": [0, 3]},
        {"methods": [MapMethod.LAYER_CAM], "target_layer": "stages.1"},
    ]
    images = [batch + shift for shift in (0.0, 0.3, -0.3)]
    wanted = {(a, i): attribute(grid, image, **ask) for a, ask in enumerate(asked) for i, image in enumerate(images)}

    def call(number: int) -> bool:
        key = (number % 4, number // 2 % 3)
        _same(attribute(grid, images[key[1]], **asked[key[0]]), wanted[key])
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(call, range(400))) == 400


def test_memory_is_flat(grid: nn.Module) -> None:
    """No tensor, hook or graph outlives its call, also without a run of the garbage collector."""
    image = torch.randn(1, 1, 32, 32)

    def tensors() -> int:
        return sum(issubclass(type(thing), Tensor) for thing in gc.get_objects())

    attribute(grid, image, methods=EVERY, target_layer="stages")
    gc.collect()
    before = tensors()
    gc.disable()
    try:
        for _ in range(50):
            attribute(grid, image, methods=EVERY)
        assert tensors() == before
    finally:
        gc.enable()
    for _ in range(20):
        attribute(grid, image, methods=EVERY, target_layer="stages")
    gc.collect()
    assert tensors() == before


class _Ends(nn.Module):
    """One convolution, and an end of one's choice; ``maps`` gives what the end is given."""

    def __init__(self, end: Callable[[Tensor], Tensor], classes: int) -> None:
        super().__init__()
        self.conv, self.end, self.out = nn.Conv2d(1, 5, 3), end, nn.LazyLinear(classes)

    def maps(self, batch: Tensor) -> Tensor:
        return torch.relu(self.conv(batch))

    def scores(self, maps: Tensor) -> Tensor:
        return self.out(self.end(maps).flatten(1))

    def forward(self, batch: Tensor) -> Tensor:
        return self.scores(self.maps(batch))


def _without_gradients(x: Tensor) -> Tensor:
    with torch.no_grad():
        return x.mean((2, 3))


def _in_inference_mode(x: Tensor) -> Tensor:
    with torch.inference_mode():
        return x.mean((2, 3))


@pytest.mark.parametrize(
    "end",
    [
        lambda x: torch.cat([F.adaptive_avg_pool2d(x, 1), F.adaptive_max_pool2d(x, 1)], dim=1),
        lambda x: x.view(x.shape[0], -1),
        lambda x: x.reshape(x.shape[0], -1),
        lambda x: F.avg_pool2d(x, 2).view(x.shape[0], -1),
        lambda x: F.dropout(F.adaptive_avg_pool2d(x, (3, 2)), training=False).flatten(1),
        lambda x: x.mean(3).mean(2),
        lambda x: x.flatten(2).mean(-1),
        lambda x: x.view(*x.shape[:2], -1).amax(dim=2),
        lambda x: x.amax((2, 3)),
        lambda x: x.sum(dim=(-1, -2)),
        lambda x: torch.logsumexp(x, dim=(2, 3)),
        lambda x: F.adaptive_avg_pool2d(input=x, output_size=1),
        lambda x: F.adaptive_avg_pool2d(F.adaptive_avg_pool2d(x, 1), 1),
        _without_gradients,
        _in_inference_mode,
    ],
    ids=[
        "average and maximum", "view", "reshape", "local then view", "3×2 then flatten", "mean of mean", "flat mean", "flat maximum",
        "amax", "sum", "logsumexp", "by name", "twice", "no_grad", "inference_mode",
    ],
)  # fmt: skip
def test_every_end_is_differentiated_whole(end: Callable[[Tensor], Tensor]) -> None:
    """The target layer is what enters the last pooling, the finest grid before the scores, and every way from there counts."""
    torch.manual_seed(4)
    images = torch.randn(2, 1, 8, 6, dtype=torch.float64)
    network = _Ends(end, 3).double().eval()
    with torch.no_grad():
        network(images)
    plain = {_without_gradients: lambda x: x.mean((2, 3)), _in_inference_mode: lambda x: x.mean((2, 3))}.get(end, end)
    maps = network.maps(images).detach().requires_grad_()
    logits = network.out(plain(maps).flatten(1))
    for methods in ([MapMethod.HIRES_CAM], [MapMethod.HIRES_CAM, MapMethod.GRADIENT]):
        found = attribute(network, images, methods=methods)
        for label in range(3):
            (gradient,) = torch.autograd.grad(logits[:, label].sum(), maps, retain_graph=True)
            assert _off(found.maps[MapMethod.HIRES_CAM][:, label], (gradient * maps).sum(1).detach()) <= 1e-9


@pytest.mark.parametrize("methods", [[MapMethod.GRAD_CAM], [MapMethod.GRAD_CAM, MapMethod.GRADIENT]])
def test_a_gate_that_pools_on_the_way_is_not_the_point(methods: list[MapMethod]) -> None:
    """Squeeze and excitation pools the finer grid earlier; where the last pooling sees one cell, no other stands in for it."""

    class Gated(nn.Module):
        def __init__(self, side: int) -> None:
            super().__init__()
            self.conv, self.gate, self.last, self.out = nn.Conv2d(1, 4, 3), nn.Conv2d(4, 4, 1), nn.Conv2d(4, 6, side), nn.Linear(6, 2)

        def forward(self, batch: Tensor) -> Tensor:
            x = torch.relu(self.conv(batch))
            return self.out(F.adaptive_avg_pool2d(self.last(x * torch.sigmoid(self.gate(F.adaptive_avg_pool2d(x, 1)))), 1).flatten(1))

    assert attribute(Gated(3).eval(), torch.randn(1, 1, 8, 8), methods=methods).grid == (4, 4)
    with pytest.raises(NoTargetLayer, match="grid of one cell"):
        attribute(Gated(6).eval(), torch.randn(1, 1, 8, 8), methods=methods)


@pytest.mark.parametrize(
    ("rectify", "highest"),
    [
        (nn.ReLU6(), 6), (nn.ReLU6(inplace=True), 6), (F.relu6, 6), (nn.Hardtanh(0, 2), 2), (lambda x: x.clamp(min=0), 9),
        (lambda x: x.clamp(0), 9), (lambda x: torch.clamp_min(x, 0), 9), (lambda x: x.clamp_min_(0.0), 9),
    ],
)  # fmt: skip
def test_relus_with_other_names_are_guided(rectify: Callable[[Tensor], Tensor], highest: float) -> None:
    class Network(nn.Module):
        def forward(self, batch: Tensor) -> Tensor:
            inner = rectify(batch * 1.0).mean((2, 3))
            return torch.cat([inner, -inner], dim=1)

    found = attribute(
        Network().eval(), torch.tensor([[[[-1.0, 1.5], [8.0, -7.0]]]]), methods=[MapMethod.GUIDED_BACKPROP, MapMethod.GRADIENT]
    )
    wanted = torch.tensor([[0.0, 0.25], [0.25 if highest > 8 else 0.0, 0.0]])
    assert found.relus == 1
    assert torch.equal(found.maps[MapMethod.GUIDED_BACKPROP][0], torch.stack([wanted, torch.zeros(2, 2)]))
    assert torch.equal(found.maps[MapMethod.GRADIENT][0], torch.stack([wanted, -wanted]))


@pytest.mark.parametrize(
    "bound", [lambda x: x.clamp(0, 1), lambda x: x.clamp(min=1e-6), lambda x: F.hardtanh(x), lambda x: F.leaky_relu(x)]
)
def test_bounds_that_are_no_relus_are_not_counted(bound: Callable[[Tensor], Tensor]) -> None:
    class Network(nn.Module):
        def forward(self, batch: Tensor) -> Tensor:
            return bound(batch * 1.0).mean((2, 3))

    assert attribute(Network().eval(), torch.randn(1, 1, 4, 4), methods=[]).relus == 0


def test_a_result_tells_its_parameters(grid: nn.Module, batch: Tensor) -> None:
    found = attribute(grid, batch, methods=["cam", "gradient"], targets=[1, 2])
    assert found.used.targets == [1, 2]
    assert (found.used.device, found.used.dtype, found.used.images_at_once) == ("cpu", "float32", 3)
    assert list(found.maps) == [MapMethod.CAM, MapMethod.GRADIENT]
    assert found.maps[MapMethod.GRADIENT].shape == (3, 2, 64, 48)
    assert found.grid == (4, 3)
