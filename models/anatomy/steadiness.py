"""Does the segmenter draw the same lungs when the film is changed a little? Shifted, scaled, and darker or brighter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Change:
    """One small change of a film as the segmenter sees it.

    Attributes:
        scale: Of the film about its centre.
        right, down: Shift, as a share of the film.
        grey: What the normalised greys are multiplied with.
        light: What is added to them.
    """

    scale: float
    right: float
    down: float
    grey: float
    light: float


CHANGES = (Change(0.92, 0.03, -0.02, 0.85, 0.15), Change(1.06, -0.03, 0.02, 1.15, -0.15))


@torch.inference_mode()
def redrawn(network: nn.Module, films: Tensor) -> NDArray[np.uint8]:
    """Draw the lungs of changed films and bring them back: N×1×H×W to N×changes×H×W, 0 outside, 1 right lung, 2 left lung."""
    pairs = [_turned(network(_changed(films, change)).float(), change) for change in CHANGES]
    sides = [(pair.amax(dim=1) > 0) * (1 + (pair[:, 1] > pair[:, 0]).to(torch.uint8)) for pair in pairs]
    return np.asarray(torch.stack(sides, dim=1).to(torch.uint8).cpu())


def _changed(films: Tensor, change: Change) -> Tensor:
    low = float(films.min())
    moved = F.grid_sample(films - low, _grid(films, change, back=False), align_corners=False) + low
    return moved * change.grey + change.light


def _turned(logits: Tensor, change: Change) -> Tensor:
    return F.grid_sample(logits, _grid(logits, change, back=True), padding_mode="border", align_corners=False)


def _grid(images: Tensor, change: Change, *, back: bool) -> Tensor:
    scale, x, y = change.scale, 2 * change.right, 2 * change.down
    turn = [[scale, 0, x], [0, scale, y]] if back else [[1 / scale, 0, -x / scale], [0, 1 / scale, -y / scale]]
    theta = torch.tensor([turn], dtype=images.dtype, device=images.device).expand(len(images), -1, -1)
    return F.affine_grid(theta, [len(images), 1, *images.shape[2:]], align_corners=False)
