"""Guided backpropagation and Guided Grad-CAM: edge detail for the eye, never evidence (Adebayo 2018, Sixt 2020)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from models.attribution.cam import grad_cam
from models.attribution.trace import Trace


class NoRectifier(ValueError):
    """The network has no ReLU, so guided backpropagation is not defined."""


def guided_backprop(trace: Trace, logits: Tensor, targets: Tensor) -> Tensor:
    """∂yᶜ/∂x where each rectifier passes only positive gradients at positive inputs (Springenberg 2015).

    Returns:
        N×T×H×W, summed over the input's channels, which all carry the same grey.

    Raises:
        NoRectifier: No rectifier was seen.
    """
    if not trace.rectifiers:
        raise NoRectifier("The network has no ReLU; guided backpropagation is not defined for it.")
    trace.switch.guided = True
    try:
        maps = [torch.autograd.grad(logits[:, target].sum(), trace.input, retain_graph=True)[0].sum(dim=1) for target in targets]
    finally:
        trace.switch.guided = False
    return torch.stack(maps, dim=1)


def guided_grad_cam(trace: Trace, logits: Tensor, targets: Tensor) -> Tensor:
    """Guided backpropagation times the bilinearly upsampled Grad-CAM (Selvaraju 2017, section 3.2); N×T×H×W."""
    detail = guided_backprop(trace, logits, targets)
    coarse = F.interpolate(grad_cam(trace, logits, targets), size=detail.shape[-2:], mode="bilinear", align_corners=False)
    return detail * coarse
