"""Methods of input space: the gradient, and edge detail for the eye that is never evidence (Adebayo 2018, Sixt 2020).

Every function takes the evidence of t targets and returns N×t×H×W, summed over the input's channels.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional as F

from models.attribution.cam import grad_cam
from models.attribution.evidence import Evidence


def gradient(evidence: Evidence) -> Tensor:
    """∂yᶜ/∂x (Simonyan 2014, with its sign)."""
    return evidence.plain


def guided_backprop(evidence: Evidence) -> Tensor:
    """∂yᶜ/∂x where each ReLU passes only positive gradients at positive inputs (Springenberg 2015).

    Raises:
        NoReLU: No ReLU was seen.
    """
    return evidence.guided


def guided_grad_cam(evidence: Evidence) -> Tensor:
    """Guided backpropagation times the bilinearly upsampled Grad-CAM (Selvaraju 2017, section 3.2)."""
    detail = evidence.guided
    return detail * F.interpolate(grad_cam(evidence), size=detail.shape[-2:], mode="bilinear", align_corners=False)
