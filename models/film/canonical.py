"""The canonical grid of a film: what input check, segmenter, structures, regions and detectors look at, whatever the classifier sees.

Pixels are square, the longer side has 512 of them, and intensities are scaled by percentiles to [0, 1]. It is made once a film.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.film.intensity import IntensityRange, percentile_range
from models.grids.geometry import Geometry

SIDE = 512


@dataclass(frozen=True)
class CanonicalFilm:
    """A film on its canonical grid.

    Attributes:
        grey: h×w in [0, 1], bright is dense; it covers the whole film and nothing else.
        geometry: From the film to that grid; pixels are square to half a pixel over the shorter side.
        intensities: Percentiles of the full film.
    """

    grey: NDArray[np.float32]
    geometry: Geometry
    intensities: IntensityRange

    @classmethod
    def of(cls, pixels: NDArray[np.float32]) -> Self:
        """Bring a film, H×W in [0, 1], to its canonical grid."""
        height, width = pixels.shape
        intensities = percentile_range(pixels)
        scaled = scaled_to_unit(torch.from_numpy(np.ascontiguousarray(pixels))[None], intensities)
        scale = SIDE / max(height, width)
        rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
        grey = F.interpolate(scaled[None], size=(rows, columns), mode="bilinear", antialias=True)[0, 0].clamp_(0, 1)
        return cls(grey.numpy(), Geometry.identity(height, width).scaled(columns / width, rows / height, (rows, columns)), intensities)


def scaled_to_unit(film: Tensor, intensities: IntensityRange) -> Tensor:
    """Scale intensities so that a range becomes [0, 1]; what lies beyond it becomes 0 or 1."""
    low, high = intensities
    # In place but for the first step: a film of many pixels takes half the time, and the same bits come out.
    return (film - low).div_(max(high - low, 1e-6)).clamp_(0, 1)
