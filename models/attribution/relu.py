"""ReLUs of every spelling, and one whose backward pass can be guided."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

_RELU = {torch.relu, Tensor.relu, torch.relu_, Tensor.relu_, F.relu, F.relu_}
_RELU6 = {F.relu6}
_HARDTANH = {F.hardtanh, F.hardtanh_}
_CLAMP = {torch.clamp, Tensor.clamp, torch.clamp_, Tensor.clamp_}
_CLAMP_MIN = {torch.clamp_min, Tensor.clamp_min, torch.clamp_min_, Tensor.clamp_min_}
_ALWAYS_IN_PLACE = {torch.relu_, Tensor.relu_, F.relu_, F.hardtanh_, torch.clamp_, Tensor.clamp_, torch.clamp_min_, Tensor.clamp_min_}


class Switch:
    """Tells the ReLUs of one graph whether gradients pass plainly or guided; both come from the one graph."""

    guided = False


def ceiling(func: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> float | None:
    """Return above which input a call of a ReLU is flat: infinity for ReLU, 6 for ReLU6; None where the call rectifies nothing."""
    if func in _RELU:
        return math.inf
    if func in _RELU6:
        return 6.0
    if func in _HARDTANH:
        low, high = _bounds(args, named, "min_val", "max_val", (-1.0, 1.0))
        return float(high) if low == 0 else None
    if func in _CLAMP or func in _CLAMP_MIN:
        low, high = _bounds(args, named, "min", "max", (None, None))
        return math.inf if isinstance(low, (int, float)) and low == 0 and high is None else None
    return None


def in_place(func: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Return whether a call of a ReLU changes its input."""
    if func in _ALWAYS_IN_PLACE:
        return True
    position = {F.relu: 1, F.relu6: 1, F.hardtanh: 3}.get(func)
    given = position is not None and len(args) > position and args[position]
    return bool(named.get("inplace", given))


def rectified(x: Tensor, highest: float, switch: Switch, *, in_place: bool) -> Tensor:
    """Rectify with a backward pass that asks the switch.

    A network may go on with the tensor it rectified in place, so that tensor changes as it expects.
    """
    result: Tensor = _ReLU.apply(x, highest, switch)
    return x.copy_(result) if in_place else result


def _bounds(args: tuple[Any, ...], named: dict[str, Any], low: str, high: str, default: tuple[Any, Any]) -> tuple[Any, Any]:
    given = (*args[1:3], *(None,) * 2)[:2]
    lowest = given[0] if len(args) > 1 else named.get(low, default[0])
    return lowest, given[1] if len(args) > 2 else named.get(high, default[1])


class _ReLU(torch.autograd.Function):
    """A ReLU whose gate lets through the plain gradient, or positive gradients only (Springenberg 2015)."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, highest: float, switch: Switch) -> Tensor:
        ctx.save_for_backward(x > 0 if highest == math.inf else (x > 0) & (x < highest))
        ctx.switch = switch
        return torch.relu(x) if highest == math.inf else x.clamp(0, highest)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        (open_gate,) = ctx.saved_tensors
        return (gradient.clamp_min(0) if ctx.switch.guided else gradient) * open_gate, None, None
