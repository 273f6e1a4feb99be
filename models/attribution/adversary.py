"""Small steps against a decision (Goodfellow 2015), and noise of the same size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from models.attribution.attribute import attribute
from models.values.attribution import MapMethod

_STEP = 1 / 510
_STEPS = 16


@dataclass(frozen=True)
class DecisionSteps:
    """The films whose decision a small step changed, M in number.

    Attributes:
        before: M×C×H×W as they were.
        changed: After the steps.
        noisy: After steps of the same size in directions of chance.
        classes: M, whose decision changed.
        size: The largest change of a pixel, as a share of the range of all films.
    """

    before: Tensor
    changed: Tensor
    noisy: Tensor
    classes: Tensor
    size: float


def decision_steps(network: nn.Module, images: Tensor, scores: Callable[[Any], Any], thresholds: Tensor) -> DecisionSteps:
    """Step along the sign of the gradient until the class nearest its threshold is decided the other way.

    Args:
        network: In eval mode.
        images: N×C×H×W.
        scores: From its output to N×K logits.
        thresholds: K logits.
    """
    margins = attribute(network, images, methods=[], scores=scores).logits - thresholds
    classes = margins.abs().argmin(dim=1)
    side = margins.gather(1, classes[:, None]).sign()
    step = _STEP * float(images.max() - images.min())
    stepped, decided = images.clone(), torch.zeros(len(images), dtype=torch.bool, device=images.device)
    for _ in range(_STEPS):
        found = attribute(network, stepped, methods=[MapMethod.GRADIENT], targets=classes[:, None], scores=scores)
        decided = ((found.logits - thresholds).gather(1, classes[:, None]).sign() != side)[:, 0]
        if decided.all():
            break
        against = (found.maps[MapMethod.GRADIENT].sign() * side[:, :, None, None]).expand_as(stepped)
        stepped = torch.where(decided[:, None, None, None], stepped, stepped - step * against)
    size = (stepped - images).abs().amax(dim=(1, 2, 3), keepdim=True)
    draw = torch.Generator().manual_seed(0)
    signs = torch.randint(2, images.shape, generator=draw).to(images) * 2 - 1
    noisy = images + size * signs
    largest = float(size[decided].max() / (images.max() - images.min())) if decided.any() else 0.0
    return DecisionSteps(images[decided], stepped[decided], noisy[decided], classes[decided], largest)
