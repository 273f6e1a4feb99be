"""The watched pass: one forward that sees every rectifier and the tensor that enters the last spatial pooling.

A ``TorchFunctionMode`` watches; no module is replaced, edited or hooked, and nothing outlives the pass but its graph.
The mode's stack belongs to the thread, so several threads may watch one network at the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.overrides import TorchFunctionMode

_RECTIFIERS = {torch.relu, Tensor.relu, torch.relu_, Tensor.relu_, F.relu, F.relu_}
_ALWAYS_IN_PLACE = {torch.relu_, Tensor.relu_, F.relu_}
_POOLINGS = {F.adaptive_avg_pool2d, F.avg_pool2d, F.adaptive_max_pool2d}
_MEANS = {torch.mean, Tensor.mean}
_FLATTENINGS = {torch.flatten, Tensor.flatten}


class NoAttributionPoint(ValueError):
    """The network has no spatial pooling that could be watched."""


class Switch:
    """Tells the rectifiers of one graph whether gradients pass plainly or guided; both come from the one graph."""

    guided = False


@dataclass(frozen=True)
class Trace:
    """One watched pass.

    Attributes:
        output: What the network gave, with a graph from ``activation`` on, or from ``input``.
        input: The batch; it has a graph only where the trace was taken from the input.
        activation: A, N×C×h×w, the rectified maps that enter the last spatial pooling.
        rectifiers: How many rectifiers ran.
        switch: Of the rectifiers; without a graph from the input they have none.
    """

    output: Tensor
    input: Tensor
    activation: Tensor
    rectifiers: int
    switch: Switch


def trace(network: nn.Module, batch: Tensor, *, from_input: bool) -> Trace:
    """Run the network once and watch.

    Args:
        network: In eval mode; any device and floating type.
        batch: N×C×H×W.
        from_input: Keep the graph from the pixels on, for methods of input space; else only the head's.

    Raises:
        NoAttributionPoint: No pooling over a grid of more than one cell was seen.
    """
    watch = _Watch(from_input=from_input)
    pixels = batch.detach().clone().requires_grad_(from_input)
    with torch.set_grad_enabled(from_input), watch:
        output = network(pixels.clone() if from_input else pixels)
    if watch.activation is None:
        raise NoAttributionPoint("The network never pools over a grid; there is no place to attribute to.")
    return Trace(output, pixels, watch.activation, watch.rectifiers, watch.switch)


class _Watch(TorchFunctionMode):
    """Counts rectifiers, cuts the graph at each pooling, and keeps what entered the last one."""

    def __init__(self, *, from_input: bool) -> None:
        super().__init__()
        self.from_input = from_input
        self.activation: Tensor | None = None
        self.rectifiers = 0
        self.switch = Switch()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        named = kwargs or {}
        if func in _RECTIFIERS:
            self.rectifiers += 1
            if self.from_input:
                return self._rectified(func, *args, **named)
        elif args and _pools_over_grid(func, *args, **named):
            args = (self._point(args[0]), *args[1:])
        return func(*args, **named)

    def _rectified(self, func: Callable[..., Any], input: Tensor, inplace: bool = False) -> Tensor:
        rectified: Tensor = _Rectifier.apply(input, self.switch)
        # A network may go on with the tensor it rectified in place, so that tensor must change as it expects.
        return input.copy_(rectified) if inplace or func in _ALWAYS_IN_PLACE else rectified

    def _point(self, entering: Tensor) -> Tensor:
        """Keep a copy that no later in-place operation can reach, and hand the network another."""
        if self.from_input:
            self.activation = entering.clone()
        else:
            # Whatever graph an earlier pooling began ends here: only the head of the last one is differentiated.
            self.activation = entering.detach().clone().requires_grad_()
            torch.set_grad_enabled(True)
        return self.activation.clone()


def _pools_over_grid(func: Callable[..., Any], entering: Any, *args: Any, **named: Any) -> bool:
    if not isinstance(entering, Tensor) or entering.dim() != 4 or entering.shape[-1] * entering.shape[-2] <= 1:
        return False
    if func in _MEANS:
        dims = named.get("dim", args[0] if args else None)
        return isinstance(dims, (tuple, list)) and {2, 3} <= {d % 4 for d in dims}
    if func in _FLATTENINGS:
        return bool(named.get("start_dim", args[0] if args else 0) % 4 == 1)
    return func in _POOLINGS


class _Rectifier(torch.autograd.Function):
    """A rectifier whose backward pass asks the switch: plain gradient, or positive gradients only (Springenberg 2015)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, switch: Switch) -> Tensor:
        ctx.save_for_backward(x > 0)
        ctx.switch = switch
        return torch.relu(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        (open_gate,) = ctx.saved_tensors
        return (gradient.clamp_min(0) if ctx.switch.guided else gradient) * open_gate, None
