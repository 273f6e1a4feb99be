"""Gradients along directions, as ``torch.autograd.grad`` gives them, but without its check of shapes.

That check imports sympy, which costs more than all else that the first film of a run needs. The calls below are those by which torch
itself goes on after the check.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch._vmap_internals import _vmap
from torch.autograd.graph import _engine_run_backward


def along(scores: Tensor, to: Tensor, direction: Tensor) -> Tensor:
    """Return the gradient of the scores' sum, weighted by a direction of the scores' shape; the graph is kept.

    Args:
        scores: With a graph.
        to: What the gradient is taken to; zero where the scores do not depend on it.
        direction: Of the scores' shape and type.
    """
    (found,) = _run(scores, to, direction)
    return torch.zeros_like(to) if found is None else found


def along_each(scores: Tensor, to: Tensor, directions: Tensor) -> Tensor:
    """Return the gradients along t directions from one backward pass, stacked.

    Raises:
        RuntimeError: An operation cannot be differentiated for many directions together; the message speaks of vmap.
    """
    (found,) = _vmap(lambda direction: _run(scores, to, direction), 0, 0, allow_none_pass_through=True)(directions)
    return to.new_zeros((len(directions), *to.shape)) if found is None else found


def _run(scores: Tensor, to: Tensor, direction: Tensor) -> tuple[Tensor | None, ...]:
    keep_graph, create_graph, allow_unused = True, False, True
    return _engine_run_backward((scores,), (direction,), keep_graph, create_graph, (to,), allow_unused, accumulate_grad=False)
