"""The common lung frame, from what a record holds: places that mean the same on every film (docs/method.md, "lung frame").

It is the frame of ``models.anatomy.frame``, made again from the landmarks in the record and the shipped mean outline, since ``audit`` knows
no ``models``; tests hold the two together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

import resources

Points = NDArray[np.float64]
CELLS = 64.0
"""Of the frame's unit square, each way; it holds the lungs, and the places reach beyond it, since corners of films do."""
_REACH, _RIDGE = 0.12, 0.3


@dataclass(frozen=True)
class Places:
    """A grid of places over the frame, larger than its unit square.

    Attributes:
        pitch: Cells of the frame between two places.
        rows, columns: How many.
        top, left: Where the grid begins, in cells.
    """

    pitch: float
    rows: int
    columns: int
    top: float
    left: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.rows, self.columns

    @cached_property
    def points(self) -> Points:
        """P×2, x and y of the middles of the places in the frame's unit."""
        x = self.left + (np.arange(self.columns) + 0.5) * self.pitch
        y = self.top + (np.arange(self.rows) + 0.5) * self.pitch
        return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2) / CELLS

    @cached_property
    def operator(self) -> NDArray[np.float64]:
        """P×2L, from a film's landmarks to where the places lie on it."""
        return np.asarray(np.concatenate([self.points, np.ones((len(self.points), 1)), _kernels(self.points)], axis=1) @ _weights())


COARSE = Places(pitch=4.5, rows=23, columns=18, top=-12.0, left=-8.5)
"""Of maps: as far apart as the reference's places are, since classifiers' maps are coarser than that."""
FINE = Places(pitch=2.25, rows=46, columns=36, top=-12.0, left=-8.5)
"""Of masks, whose borders are sharper than maps."""


@dataclass(frozen=True)
class OnFilm:
    """Where places of the frame lie on one film.

    Attributes:
        across, down: As shares of the film's width and height, shape (P,); under 0 or over 1 beyond it.
    """

    across: NDArray[np.float64]
    down: NDArray[np.float64]

    @classmethod
    def of(cls, landmarks: NDArray[np.floating], source: tuple[int, int], places: Places) -> OnFilm:
        """Return the places on a film.

        Args:
            landmarks: 2L×2, x and y in source pixels, as the record tells them.
            source: Height and width of the film.
            places: Of the frame.
        """
        at = places.operator @ np.asarray(landmarks, np.float64)
        return cls(at[:, 0] / source[1], at[:, 1] / source[0])

    def maps(self, maps: NDArray[np.floating], box: tuple[float, float, float, float]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return maps at the places, bilinearly, and which of the places the classifier saw: on the film, and on its input.

        Args:
            maps: …×h×w on the classifier's grid.
            box: The film's rectangle in that grid's coordinates: x0, y0, x1, y1.

        Returns:
            …×P in the maps' unit, 0 where nothing was seen, and P bool.
        """
        (x0, y0, x1, y1), (height, width) = box, maps.shape[-2:]
        x, y = x0 + self.across * (x1 - x0), y0 + self.down * (y1 - y0)
        seen = self.on_it & (x >= 0) & (x < width) & (y >= 0) & (y < height)
        return _bilinear(np.asarray(maps, np.float32), x, y) * seen, seen

    def mask(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask that covers the whole film, h×w, at the places, P bool; False beyond the film."""
        (height, width) = mask.shape
        rows, columns = ((self.down * height).astype(int).clip(0, height - 1), (self.across * width).astype(int).clip(0, width - 1))
        return np.asarray(mask[rows, columns] & self.on_it)

    @property
    def on_it(self) -> NDArray[np.bool_]:
        """Which places lie on the film, P bool."""
        return np.asarray((self.across >= 0) & (self.across < 1) & (self.down >= 0) & (self.down < 1))


@cache
def mean_outline() -> Points:
    """Return 2L×2, x and y in the frame's unit: the right lung's landmarks, then the left lung's."""
    return np.array(json.loads(resources.path("anatomy/shape.json").read_text())["mean"])


@cache
def _weights() -> NDArray[np.float64]:
    """Return the (3 + 2L)×2L matrix from a film's landmarks to its map: scale and shear, the shift, kernel weights."""
    mean = mean_outline()
    lifted = np.concatenate([mean, np.ones((len(mean), 1))], axis=1)
    affine = np.linalg.pinv(lifted)
    smooth = np.linalg.solve(_kernels(mean) + _RIDGE * np.eye(len(mean)), np.eye(len(mean)) - lifted @ affine)
    return np.concatenate([affine, smooth])


def _kernels(points: Points) -> NDArray[np.float64]:
    apart = ((points[:, None] - mean_outline()) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2 * _REACH**2)))


def _bilinear(maps: NDArray[np.float32], x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float32]:
    """Interpolate at points in grid coordinates, where cell k has its middle at k + 0.5."""
    height, width = maps.shape[-2:]
    x, y = (x - 0.5).clip(0, width - 1), (y - 0.5).clip(0, height - 1)
    left, top = np.minimum(x.astype(int), max(width - 2, 0)), np.minimum(y.astype(int), max(height - 2, 0))
    across, down = (x - left).astype(np.float32), (y - top).astype(np.float32)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    upper = maps[..., top, left] * (1 - across) + maps[..., top, right] * across
    lower = maps[..., bottom, left] * (1 - across) + maps[..., bottom, right] * across
    return np.asarray(upper * (1 - down) + lower * down)
