"""The one public call: logits and maps of every method asked for, from one watched pass."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from models.attribution import cam, guided
from models.attribution.evidence import Evidence
from models.attribution.memory import in_chunks
from models.attribution.refusal import NoSuchTarget, NoTargetLayer
from models.attribution.targets import Targets, choose, of_images
from models.attribution.trace import Batch, Trace, trace
from models.attribution.twin import twin_on
from models.values.attribution import MapMethod, TargetLayer

METHODS: dict[MapMethod, Callable[[Evidence], Tensor]] = {
    MapMethod.CAM: cam.cam,
    MapMethod.GRAD_CAM: cam.grad_cam,
    MapMethod.SIGNED_CAM: cam.signed_cam,
    MapMethod.COUNTERFACTUAL: cam.counterfactual,
    MapMethod.HIRES_CAM: cam.hires_cam,
    MapMethod.GRAD_CAM_PLUS_PLUS: cam.grad_cam_plus_plus,
    MapMethod.LAYER_CAM: cam.layer_cam,
    MapMethod.GRADIENT: guided.gradient,
    MapMethod.GUIDED_BACKPROP: guided.guided_backprop,
    MapMethod.GUIDED_GRAD_CAM: guided.guided_grad_cam,
}
_HEAD_BYTES = {"cpu": 2**24, "cuda": 2**28}
"""Of the head's gradients held at once. On the CPU larger blocks are fetched from the system anew each time, which costs more."""

_IMAGES_FROM_PIXELS = 16


@dataclass(frozen=True)
class Used:
    """What a result depends on besides network and images, ready to be kept.

    Attributes:
        targets: "all", the class indices as given, or "function".
        device: Where the network was.
        dtype: Of its scores.
        images_at_once: How many images shared a pass at most.
    """

    targets: str | list[Any]
    device: str
    dtype: str
    images_at_once: int


@dataclass(frozen=True)
class Attribution:
    """What one watched pass gave.

    Attributes:
        logits: N×K, detached; bit for bit those of an unwatched pass. N×1 where the network gives no rows of scores.
        maps: Raw maps, one entry a method: N×T×h×w on the grid, N×T×H×W for methods of input space.
        target_layer: The target layer and its shape, or the sentence that says why there is none.
        relus: How many ReLUs ran.
        used: Parameters of the result.
        notes: What a person should know, such as that memory did not suffice.
    """

    logits: Tensor
    maps: dict[MapMethod, Tensor]
    target_layer: TargetLayer | str
    relus: int
    used: Used
    notes: tuple[str, ...]

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the target layer.

        Raises:
            NoTargetLayer: There is none.
        """
        if isinstance(self.target_layer, str):
            raise NoTargetLayer(self.target_layer)
        return self.target_layer.shape[1], self.target_layer.shape[2]


def attribute(
    network: nn.Module,
    batch: Batch,
    *,
    methods: Collection[MapMethod | str],
    targets: Targets = "all",
    target_layer: str | None = None,
    scores: Callable[[Any], Any] = lambda output: output,
    images_at_once: int | None = None,
) -> Attribution:
    """Classify a batch and attribute its scores.

    The maps are those of each image alone: in eval mode no image has a part in another's score.

    Args:
        network: In eval mode; it is left as it was, also after an exception, and other threads may use it meanwhile.
        batch: N×C×H×W on the network's device, or all the network is called with, the images first; further tensors with N rows
            belong to the images.
        methods: Which maps to make; none gives logits only.
        targets: Class indices T for all images, N×T for each, "all", or a function from the scores to N scalars.
        target_layer: A module's dotted name, whose last output is taken; None is the tensor that enters the last spatial pooling.
        scores: Turns the network's output into N×K logits.
        images_at_once: At most so many images share a pass; None leaves it to memory. A function as target always sees the batch whole.

    Raises:
        NotAttributable: One of its kinds, with the reason: no spatial pooling, no ReLU for a guided method, another head for CAM,
            a target that is not there, a network in train mode.
    """
    wanted = [MapMethod(method) for method in methods]
    images: Tensor = batch[0] if isinstance(batch, tuple) else batch
    if not len(images):
        raise NoSuchTarget("The batch holds no image.")
    from_input = any(method.of_pixels for method in wanted)
    work = _Work(wanted, targets, target_layer, scores)
    at_once = len(images) if callable(targets) else images_at_once or (_IMAGES_FROM_PIXELS if from_input else len(images))
    parts, notes = in_chunks(
        lambda start, stop: work.part(network, batch, start, stop),
        len(images),
        at_once=max(at_once, 1),
        divisible=not callable(targets),
        on_cpu=None if images.device.type == "cpu" else lambda: work.on_cpu(network, batch),
    )
    first = parts[0]
    used = Used(_as_given(targets), str(images.device), str(first.logits.dtype).removeprefix("torch."), min(at_once, len(images)))
    with torch.inference_mode(False):
        logits = _joined([part.logits for part in parts])
        maps = {method: _joined([part.maps[method] for part in parts]) for method in wanted}
    return Attribution(logits, maps, first.target_layer, first.relus, used, tuple(notes))


@dataclass(frozen=True)
class _Part:
    logits: Tensor
    maps: dict[MapMethod, Tensor]
    target_layer: TargetLayer | str
    relus: int


@dataclass(frozen=True)
class _Work:
    methods: list[MapMethod]
    targets: Targets
    target_layer: str | None
    scores: Callable[[Any], Any]

    def part(self, network: nn.Module, batch: Batch, start: int, stop: int) -> _Part:
        """Attribute the images from a first to before a last."""
        images = len(batch[0]) if isinstance(batch, tuple) else len(batch)
        targets = of_images(self.targets, start, stop, images)
        return self._attributed(network, _rows(batch, start, stop, images), targets, stop - start)

    def on_cpu(self, network: nn.Module, batch: Batch) -> Callable[[int, int], _Part]:
        """Return the same work on the CPU."""
        cpu = torch.device("cpu")
        there = twin_on(network, cpu)
        moved = tuple(x.to(cpu) if isinstance(x, Tensor) else x for x in batch) if isinstance(batch, tuple) else batch.to(cpu)
        return lambda start, stop: self.part(there, moved, start, stop)

    def _attributed(self, network: nn.Module, batch: Batch, targets: Targets, images: int) -> _Part:
        guided = any(method.guided for method in self.methods)
        from_input = any(method.of_pixels for method in self.methods)
        watched = trace(network, batch, from_input=from_input, guided=guided, target_layer=self.target_layer)
        with torch.inference_mode(False), torch.enable_grad():
            output = self.scores(watched.output)
            target_layer = _target_layer(watched, needed=any(method.at_target_layer for method in self.methods))
            if not self.methods and isinstance(output, Tensor):
                return _Part(output.detach(), {}, target_layer, watched.relus)
            chosen = choose(output, targets, images)
            step = (
                chosen.count
                if isinstance(watched.found, str)
                else max(1, _HEAD_BYTES.get(watched.input.device.type, 2**24) // (watched.found.nbytes or 1))
            )
            chunks = [slice(start, start + step) for start in range(0, chosen.count, step)]
            maps: dict[MapMethod, list[Tensor]] = {method: [] for method in self.methods}
            with torch.autocast(watched.input.device.type, enabled=False):
                for chunk in chunks:
                    evidence = Evidence(watched, chosen, chunk)
                    for method in self.methods:
                        maps[method].append(METHODS[method](evidence))
            logits = output.detach() if isinstance(output, Tensor) else chosen.scores.detach()
            return _Part(logits, {method: torch.cat(found, dim=1) for method, found in maps.items()}, target_layer, watched.relus)


def _target_layer(watched: Trace, *, needed: bool) -> TargetLayer | str:
    found = watched.activation if needed else watched.found
    return found if isinstance(found, str) else TargetLayer(watched.target_layer, (found.shape[1], found.shape[2], found.shape[3]))


def _rows(batch: Batch, start: int, stop: int, images: int) -> Batch:
    if start == 0 and stop == images:
        return batch
    if isinstance(batch, tuple):
        return tuple(x[start:stop] if isinstance(x, Tensor) and x.dim() and len(x) == images else x for x in batch)
    return batch[start:stop]


def _as_given(targets: Targets) -> str | list[Any]:
    if callable(targets):
        return "function"
    return targets if isinstance(targets, str) else list(torch.as_tensor(targets).tolist())


def _joined(parts: list[Tensor]) -> Tensor:
    """Join chunks; where some had to be computed on the CPU, there."""
    devices = {part.device for part in parts}
    return torch.cat(parts if len(devices) == 1 else [part.cpu() for part in parts])
