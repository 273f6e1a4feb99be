"""The one public call: logits and maps of every method asked for, from one watched pass."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from models.attribution.cam import grad_cam, signed_cam
from models.attribution.guided import guided_backprop, guided_grad_cam
from models.attribution.method import Method
from models.attribution.trace import Trace, trace

METHODS: dict[Method, Callable[[Trace, Tensor, Tensor], Tensor]] = {
    Method.GRAD_CAM: grad_cam,
    Method.SIGNED_CAM: signed_cam,
    Method.GUIDED_BACKPROP: guided_backprop,
    Method.GUIDED_GRAD_CAM: guided_grad_cam,
}


@dataclass(frozen=True)
class Attribution:
    """What one watched pass gave.

    Attributes:
        logits: N×K, detached; bit for bit those of an unwatched pass.
        maps: Raw maps, one entry a method: N×T×h×w on the grid, N×T×H×W for methods of input space.
        grid: h and w of the attribution point.
        rectifiers: How many rectifiers ran.
    """

    logits: Tensor
    maps: dict[Method, Tensor]
    grid: tuple[int, int]
    rectifiers: int


def attribute(
    network: nn.Module,
    batch: Tensor,
    *,
    methods: Collection[Method],
    targets: Literal["all"] | Sequence[int] = "all",
    scores: Callable[[Tensor], Tensor] = lambda output: output,
) -> Attribution:
    """Classify a batch and attribute its scores.

    Args:
        network: In eval mode; it is left as it was, also after an exception.
        batch: N×C×H×W on the network's device.
        methods: Which maps to make; none gives logits only.
        targets: Class indices T, the same for all images, or "all".
        scores: Turns the network's output into N×K logits.

    Raises:
        NoAttributionPoint: The network has no spatial pooling.
        NoRectifier: A guided method was asked of a network without ReLU.
    """
    watched = trace(network, batch, from_input=any(method.of_pixels for method in methods))
    with torch.enable_grad():
        logits = scores(watched.output)
        indices = torch.arange(logits.shape[1]) if targets == "all" else torch.as_tensor(list(targets))
        maps = {method: METHODS[method](watched, logits, indices) for method in methods}
    return Attribution(logits.detach(), maps, (watched.activation.shape[-2], watched.activation.shape[-1]), watched.rectifiers)
