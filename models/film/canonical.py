"""The canonical grid of a film: what input check, segmenter, structures, regions and detectors look at, whatever the classifier sees.

Pixels are square, the longer side has 512 of them, and intensities are scaled by percentiles to [0, 1]: those of the exposure, where it
is small on a large plate. It is made once a film.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from models.film.exposure import Area, exposed_area
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
        exposure: Rows and columns of the grid where a small exposure lies on a large plate; else the whole grid.
    """

    grey: NDArray[np.float32]
    geometry: Geometry
    intensities: IntensityRange
    exposure: Area = (slice(None), slice(None))

    @classmethod
    def of(cls, pixels: NDArray[np.float32]) -> Self:
        """Bring a film, H×W in [0, 1], to its canonical grid."""
        height, width = pixels.shape
        intensities = percentile_range(pixels)
        area = exposed_area(pixels, intensities)
        scaled = scaled_to_unit(
            torch.from_numpy(np.ascontiguousarray(pixels))[None], percentile_range(pixels[area]) if area else intensities
        )
        scale = SIDE / max(height, width)
        rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
        grey = F.interpolate(scaled[None], size=(rows, columns), mode="bilinear", antialias=True)[0, 0].clamp_(0, 1)
        geometry = Geometry.identity(height, width).scaled(columns / width, rows / height, (rows, columns))
        return cls(grey.numpy(), geometry, intensities, _on(geometry, area)) if area else cls(grey.numpy(), geometry, intensities)

    @property
    def exposed(self) -> tuple[NDArray[np.float32], Geometry]:
        """What networks look at: the exposure's part of the grid, and the map from the film to it."""
        part = self.grey[self.exposure]
        top, left = (along.start or 0 for along in self.exposure)
        return part, self.geometry.shifted(-left, -top, (part.shape[0], part.shape[1]))


def _on(grid: Geometry, area: Area) -> Area:
    """Return the pixels of a grid that a rectangle of the film touches."""
    rows, columns = area
    across, down = grid.scale
    return slice(int(rows.start * down), math.ceil(rows.stop * down)), slice(int(columns.start * across), math.ceil(columns.stop * across))


def scaled_to_unit(film: Tensor, intensities: IntensityRange) -> Tensor:
    """Scale intensities so that a range becomes [0, 1]; what lies beyond it becomes 0 or 1."""
    low, high = intensities
    # In place but for the first step: a film of many pixels takes half the time, and the same bits come out.
    return (film - low).div_(max(high - low, 1e-6)).clamp_(0, 1)
