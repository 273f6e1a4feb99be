"""The lung frame: one grid of places that mean the same on every film.

A film's outlines of both lungs are brought to the mean outline by an affine map, and what remains by a smooth field that fades away from
the lungs (ridge regression with Gaussian kernels). The frame's unit square is cut into cells; it holds the lungs and the film around them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from models.anatomy.shape import Fit, Points, shape_model
from models.grids.geometry import Geometry, GridBox
from models.grids.interpolation import sampled

FRAME_SHAPE = (64, 64)
_REACH = 0.12
"""Standard deviation of a kernel, in the frame's unit."""
_RIDGE = 0.3
_ROUNDS = 8


@dataclass(frozen=True)
class Frame:
    """The registration of one film.

    Attributes:
        landmarks: x, y of both lungs' outlines in source pixels, in the order of the shape model.
        source: Height and width of the film.
        error: Root mean square distance between the outlines and the borders of the masks, as a share of the width of both lungs.
        missing: Share of the right and of the left lung's outline that the shape model had to guess.
    """

    landmarks: tuple[tuple[float, float], ...]
    source: tuple[int, int]
    error: float
    missing: tuple[float, float]

    @classmethod
    def of(cls, found: Fit, geometry: Geometry) -> Frame:
        """Return the registration of a film from outlines on a grid."""
        landmarks = (found.landmarks - geometry.offset) / geometry.scale
        rounded = tuple((round(float(x), 1), round(float(y), 1)) for x, y in landmarks)
        right, left = found.missing
        return cls(rounded, geometry.source, round(found.error, 4), (round(right, 3), round(left, 3)))

    @cached_property
    def on_film(self) -> Points:
        """Return where the cells lie on the film: H×W×2, x and y in source pixels; some lie beyond it."""
        return np.asarray((_of_cells() @ np.array(self.landmarks)).reshape(*FRAME_SHAPE, 2))

    @cached_property
    def covered(self) -> NDArray[np.bool_]:
        """Return which cells lie on the film."""
        x, y = self.on_film[..., 0], self.on_film[..., 1]
        return np.asarray((x >= 0) & (x < self.source[1]) & (y >= 0) & (y < self.source[0]))

    def to_film(self, points: Points) -> Points:
        """Return points of the frame, …×2 in its cells (x, y), in source pixels."""
        return np.asarray((operator(points) @ np.array(self.landmarks)).reshape(np.shape(points)))

    def warp(self, maps: NDArray[np.floating], box: GridBox) -> NDArray[np.float32]:
        """Bring maps of the film to the frame, bilinearly; 0 beyond the film.

        Args:
            maps: …×h×w on any grid.
            box: The film's rectangle in that grid's coordinates: x0, y0, x1, y1, as ``models.grids.geometry.map_box`` gives it.

        Returns:
            …×H×W.
        """
        x0, y0, x1, y1 = box
        columns = x0 + self.on_film[..., 0] / self.source[1] * (x1 - x0)
        rows = y0 + self.on_film[..., 1] / self.source[0] * (y1 - y0)
        return np.asarray(sampled(maps, rows, columns) * self.covered)

    def to_frame(self, points: Points) -> Points:
        """Return points of the film, …×2 in source pixels, in cells of the frame (x, y); the inverse of the smooth map."""
        flat = np.asarray(points, np.float64).reshape(-1, 2)
        weights = _weights() @ np.array(self.landmarks)
        linear, shift = weights[:2].T, weights[2]
        inverse = np.linalg.inv(linear)
        straight = (flat - shift) @ inverse.T
        found = straight.copy()
        for _ in range(_ROUNDS):
            found = straight - (_kernels(found) @ weights[3:]) @ inverse.T
        return np.asarray((found * FRAME_SHAPE[::-1]).reshape(np.shape(points)))

    def unwarp(self, maps: NDArray[np.floating], rows: int, columns: int) -> NDArray[np.float32]:
        """Bring …×H×W maps of the frame to a grid that covers the whole film; beyond the frame its outer cells go on."""
        y, x = np.mgrid[:rows, :columns] + 0.5
        at = self.to_frame(np.stack([x / columns * self.source[1], y / rows * self.source[0]], axis=-1))
        return sampled(maps, at[..., 1], at[..., 0])


@cache
def _weights() -> NDArray[np.float64]:
    """Return the (3 + 2L)×2L matrix from a film's landmarks to its map: two rows of scale and shear, the shift, kernel weights."""
    mean = shape_model().mean
    lifted = np.concatenate([mean, np.ones((len(mean), 1))], axis=1)
    affine = np.linalg.pinv(lifted)
    smooth = np.linalg.solve(_kernels(mean) + _RIDGE * np.eye(len(mean)), np.eye(len(mean)) - lifted @ affine)
    return np.concatenate([affine, smooth])


def operator(points: Points) -> NDArray[np.float64]:
    """Return the N×2L matrix from a film's landmarks to where N points of the frame, …×2 in its cells (x, y), lie on it."""
    return np.asarray(_lifted(np.asarray(points, np.float64).reshape(-1, 2) / FRAME_SHAPE[::-1]) @ _weights())


@cache
def _of_cells() -> NDArray[np.float64]:
    """Return the operator of the frame's cells."""
    y, x = np.mgrid[: FRAME_SHAPE[0], : FRAME_SHAPE[1]] + 0.5
    return operator(np.stack([x, y], axis=-1))


def _lifted(points: Points) -> NDArray[np.float64]:
    """Return what the weights apply to at N×2 points of the frame: the point, 1, and the kernels."""
    return np.concatenate([points, np.ones((len(points), 1)), _kernels(points)], axis=1)


def _kernels(points: Points) -> NDArray[np.float64]:
    """Return the value of each landmark's kernel at N×2 points of the frame."""
    apart = ((points[:, None] - shape_model().mean) ** 2).sum(axis=2)
    return np.asarray(np.exp(-apart / (2 * _REACH**2)))
