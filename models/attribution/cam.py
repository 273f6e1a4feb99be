"""Class activation maps by gradients of the head: Grad-CAM and its signed form, all classes in one backward pass."""

from __future__ import annotations

import torch
from torch import Tensor

from models.attribution.trace import Trace


def signed_cam(trace: Trace, logits: Tensor, targets: Tensor) -> Tensor:
    """Σₖ αₖᶜ Aᵏ with αₖᶜ the mean of ∂yᶜ/∂Aᵏ over the grid, in logit units (Selvaraju 2017, without the ReLU).

    Args:
        trace: The watched pass.
        logits: N×K, with the trace's graph.
        targets: T class indices.

    Returns:
        N×T×h×w, detached.
    """
    wanted = torch.eye(logits.shape[1], dtype=logits.dtype, device=logits.device)[targets]
    (gradients,) = torch.autograd.grad(logits.sum(dim=0), trace.activation, wanted, retain_graph=True, is_grads_batched=True)
    weights = gradients.mean(dim=(-2, -1))
    return torch.einsum("tnc,nchw->nthw", weights, trace.activation.detach())


def grad_cam(trace: Trace, logits: Tensor, targets: Tensor) -> Tensor:
    """ReLU of the signed map (Selvaraju 2017, equations 1 and 2); N×T×h×w on the raw scale."""
    return torch.relu(signed_cam(trace, logits, targets))
