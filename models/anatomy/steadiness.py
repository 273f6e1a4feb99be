"""What the segmenter sees when the film is changed a little: mirrored, rotated, shifted, scaled, blurred, with other contrast."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Change:
    """One small change of a film as the segmenter sees it.

    Attributes:
        mirrored: Whether right and left change places.
        degrees: By how much the film is rotated.
        scale: Of the film about its centre.
        right, down: Shift, as a share of the film.
        blur: Standard deviation of a Gaussian, in pixels; 0 is none.
        grey: What the normalised greys are multiplied with.
        light: What is added to them.
    """

    mirrored: bool
    degrees: float
    scale: float
    right: float
    down: float
    blur: float
    grey: float
    light: float

    def film(self, films: Tensor) -> Tensor:
        """Change films, N×1×H×W; what lies beyond a film is as dark as its darkest place."""
        low = films.amin(dim=(1, 2, 3), keepdim=True)
        moved = F.grid_sample(films - low, _grid(films, torch.linalg.inv(self._matrix)), align_corners=False) + low
        return _blurred(moved, self.blur) * self.grey + self.light

    def back(self, logits: Tensor) -> Tensor:
        """Bring the lungs of N×K×H×W logits of changed films back to the films as they were: N×2×H×W, right lung, left lung."""
        lungs = logits[:, :2]
        moved = F.grid_sample(lungs, _grid(lungs, self._matrix), padding_mode="border", align_corners=False)
        return moved.flip(1) if self.mirrored else moved

    @property
    def _matrix(self) -> Tensor:
        """Return 3×3: where a place of the film goes; both are −1 to 1."""
        turn, side = math.radians(self.degrees), -1 if self.mirrored else 1
        cos, sin = self.scale * math.cos(turn), self.scale * math.sin(turn)
        return torch.tensor([[side * cos, -sin, 2 * self.right], [side * sin, cos, 2 * self.down], [0, 0, 1]])


CHANGES = (Change(True, 0, 0.92, 0.03, -0.02, 0, 0.85, 0.15), Change(False, -6, 1.12, 0, 0, 1.5, 1.3, 0))


@torch.inference_mode()
def seen_again(network: Callable[[Tensor], Tensor], films: Tensor) -> NDArray[np.float32]:
    """Segment changed films and bring them back: N×1×H×W to N×changes×2×H×W, the probability of right and of left lung."""
    found = [change.back(network(change.film(films)).float()).sigmoid() for change in CHANGES]
    return np.asarray(torch.stack(found, dim=1).cpu())


def _grid(images: Tensor, matrix: Tensor) -> Tensor:
    one = F.affine_grid(matrix[None, :2].to(images), [1, 1, *images.shape[2:]], align_corners=False)
    return one.expand(len(images), -1, -1, -1)


def _blurred(films: Tensor, sigma: float) -> Tensor:
    if not sigma:
        return films
    reach = math.ceil(3 * sigma)
    bell = torch.exp(-(torch.arange(-reach, reach + 1, dtype=films.dtype, device=films.device) ** 2) / (2 * sigma**2))
    bell = bell / bell.sum()
    films = F.conv2d(F.pad(films, (reach, reach, 0, 0), mode="replicate"), bell[None, None, None, :])
    return F.conv2d(F.pad(films, (0, 0, reach, reach), mode="replicate"), bell[None, None, :, None])
