"""How a network collapses its grid: which calls pool, and what came out of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

AVERAGES = {F.adaptive_avg_pool2d, F.avg_pool2d, torch.mean, Tensor.mean}
_POOLINGS = {F.adaptive_avg_pool2d, F.avg_pool2d, F.adaptive_max_pool2d}
_REDUCTIONS = {
    torch.mean, Tensor.mean, torch.sum, Tensor.sum, torch.amax, Tensor.amax, torch.logsumexp, Tensor.logsumexp,
}  # fmt: skip
FLATTENINGS = {torch.flatten, Tensor.flatten, Tensor.view, Tensor.reshape, torch.reshape}
CALLS = _POOLINGS | _REDUCTIONS | FLATTENINGS


class PoolingStep(Enum):
    """What a call did to the grid of its input."""

    NOTHING = auto()
    PART = auto()
    ALL = auto()


@dataclass(frozen=True)
class PartialPooling:
    """A call that pooled a grid in part; should the next finish it, both are one pooling.

    Attributes:
        entering: What entered it, and at which version of that tensor.
        result: What came out.
        again: The same call on another tensor.
    """

    entering: Tensor
    version: int
    result: Tensor
    again: Callable[[Tensor], Tensor]

    def leads_to(self, tensor: Tensor) -> bool:
        """Return whether a tensor is what came out, and what entered has not been changed since."""
        return same_memory(self.result, tensor) and self.result.shape == tensor.shape and version(self.entering) == self.version


def step(func: Callable[..., Any], entering: Tensor, result: Any, args: tuple[Any, ...], named: dict[str, Any]) -> PoolingStep:
    """Tell what a call of ``CALLS`` did, by the shapes before and after and the dimensions it was given.

    Args:
        func: The function.
        entering: Its first argument.
        result: What it gave.
        args: Further positional arguments.
        named: Arguments by name.
    """
    if not isinstance(result, Tensor) or entering.dim() not in (3, 4) or result.dim() < 2 or result.shape[0] != entering.shape[0]:
        return PoolingStep.NOTHING
    if entering.dim() == 3:
        finishes = func in _REDUCTIONS and _dims(args, named) in ({2}, {-1}) and result.numel() == entering.shape[0] * entering.shape[1]
        return PoolingStep.ALL if finishes else PoolingStep.NOTHING
    if func in _POOLINGS:
        return PoolingStep.ALL if result.shape[-2] * result.shape[-1] == 1 else PoolingStep.PART
    if func in _REDUCTIONS:
        dims = {d % 4 for d in _dims(args, named)}
        return PoolingStep.ALL if {2, 3} <= dims and 0 not in dims else PoolingStep.PART if dims in ({2}, {3}) else PoolingStep.NOTHING
    if result.dim() == 2:
        return PoolingStep.ALL
    return PoolingStep.PART if result.dim() == 3 and result.shape[1] == entering.shape[1] else PoolingStep.NOTHING


def same_memory(one: Tensor, other: Tensor) -> bool:
    """Return whether two tensors begin at the same place, as a tensor and its view do."""
    return one is other or (one.numel() == other.numel() and one.data_ptr() == other.data_ptr())


def version(tensor: Tensor) -> int:
    """Return how often a tensor was changed in place; always 0 for inference tensors, which do not tell."""
    return 0 if tensor.is_inference() else tensor._version


def _dims(args: tuple[Any, ...], named: dict[str, Any]) -> set[int]:
    dims = named.get("dim", args[0] if args else None)
    if isinstance(dims, int) and not isinstance(dims, bool):
        return {dims}
    return set(dims) if isinstance(dims, (tuple, list)) else set()
