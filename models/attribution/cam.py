"""Class activation maps: what the maps that enter the last pooling, and the head's gradients on them, say of a place.

Every function takes the evidence of t targets and returns N×t×h×w on the raw scale.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from models.attribution.evidence import Evidence


def cam(evidence: Evidence) -> Tensor:
    """Σₖ wₖᶜ Aᵏ; its mean over the grid plus the bias is the logit (Zhou 2016)."""
    return torch.einsum("ntc,nchw->nthw", evidence.class_weights, evidence.activation)


def signed_cam(evidence: Evidence) -> Tensor:
    """Σₖ αₖᶜ Aᵏ with αₖᶜ the mean of ∂yᶜ/∂Aᵏ over the grid, in logit units (Selvaraju 2017, without the ReLU)."""
    return torch.einsum("tnc,nchw->nthw", evidence.gradients.mean(dim=(-2, -1)), evidence.activation)


def grad_cam(evidence: Evidence) -> Tensor:
    """ReLU of the signed map (Selvaraju 2017, equations 1 and 2)."""
    return torch.relu(signed_cam(evidence))


def counterfactual(evidence: Evidence) -> Tensor:
    """Grad-CAM of −∂yᶜ/∂A: what speaks against the class (Selvaraju 2017, section 3.3)."""
    return torch.relu(-signed_cam(evidence))


def hires_cam(evidence: Evidence) -> Tensor:
    """Σₖ ∂yᶜ/∂Aᵏ ⊙ Aᵏ, signed, as published: so it is complete where the head is linear (Draelos 2021)."""
    return torch.einsum("tnchw,nchw->nthw", evidence.gradients, evidence.activation)


def layer_cam(evidence: Evidence) -> Tensor:
    """ReLU of Σₖ ReLU(∂yᶜ/∂Aᵏ) ⊙ Aᵏ (Jiang 2021, equations 5 and 6)."""
    return torch.relu(torch.einsum("tnchw,nchw->nthw", evidence.gradients.clamp_min(0), evidence.activation))


def grad_cam_plus_plus(evidence: Evidence) -> Tensor:
    """ReLU of Σₖ wₖᶜ Aᵏ with wₖᶜ = Σᵢⱼ αᵢⱼᵏᶜ ReLU(∂Y/∂Aᵏᵢⱼ) for Y = exp(yᶜ), whose α have a closed form (Chattopadhay 2018).

    A score over three quarters of what the exponential can hold is held there, so that the map stays finite.
    """
    gradients, activation = evidence.gradients, evidence.activation
    below = 2 * gradients**2 + activation.sum(dim=(-2, -1), keepdim=True) * gradients**3
    alphas = torch.where(below != 0, gradients**2 / torch.where(below != 0, below, torch.ones_like(below)), torch.zeros_like(below))
    exponential = evidence.scores.clamp_max(0.75 * math.log(torch.finfo(evidence.scores.dtype).max)).exp()
    weights = (alphas * gradients.clamp_min(0)).sum(dim=(-2, -1)) * exponential.T[:, :, None]
    return torch.relu(torch.einsum("tnc,nchw->nthw", weights, activation))
