"""The expected thoracic cavity: where lung is or would be if it were not opaque, effused or collapsed.

Each side is the convex hull of what the segmenter drew and of the outline that the shape model expects there. It is convex towards ribs
and diaphragm, as the pleural space is: fluid gathers, and lung lies, behind the domes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from models.anatomy.outline import LANDMARKS
from models.anatomy.shape import Points

_DIRECTIONS = np.stack([np.cos(turn := np.linspace(0, 2 * np.pi, 24, endpoint=False)), np.sin(turn)], axis=1)


@dataclass(frozen=True)
class Cavity:
    """Both sides of the expected cavity on a grid.

    Attributes:
        right, left: N×2 corners of a convex polygon, in pixels of the grid.
        shape: Height and width of the grid.
    """

    right: Points
    left: Points
    shape: tuple[int, int]

    @classmethod
    def of(cls, lungs: NDArray[np.uint8], landmarks: Points) -> Cavity:
        """Return the cavity around lungs (H×W: 0, 1 right, 2 left) and expected outlines (2L×2, right then left)."""
        sides = [
            hull(np.concatenate([_row_ends(lungs == 1 + side), landmarks[side * LANDMARKS : (side + 1) * LANDMARKS]])) for side in (0, 1)
        ]
        return cls(sides[0], sides[1], (lungs.shape[0], lungs.shape[1]))

    def drawn(self, reach: float = 0.0) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the right and the left side as H×W masks, grown by ``reach`` pixels on all sides."""
        right, left = (filled(grown(side, reach), self.shape) for side in (self.right, self.left))
        return right, left


def grown(corners: Points, reach: float) -> Points:
    """Return a convex polygon that is ``reach`` larger on all sides."""
    return hull((corners[:, None] + reach * _DIRECTIONS).reshape(-1, 2)) if reach > 0 else corners


def _row_ends(mask: NDArray[np.bool_]) -> Points:
    """Return the corners of the first and last pixel of each row of a mask."""
    rows = np.flatnonzero(mask.any(axis=1))
    first = mask[rows].argmax(axis=1)
    last = mask.shape[1] - mask[rows][:, ::-1].argmax(axis=1)
    return np.concatenate([np.stack([x, y], axis=1) for x in (first, last) for y in (rows, rows + 1)]).astype(float)


def hull(points: Points) -> Points:
    """Return the corners of the convex hull of N×2 points, in order."""
    return np.asarray(points[ConvexHull(points).vertices])


def filled(corners: Points, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the pixels of a grid whose centres lie in a convex polygon."""
    top, bottom = int(np.argmin(corners[:, 1])), int(np.argmax(corners[:, 1]))
    around = np.roll(corners, -top, axis=0)
    turn = (bottom - top) % len(corners)
    one, other = around[: turn + 1], np.concatenate([around[turn:], around[:1]])[::-1]
    heights = np.arange(shape[0]) + 0.5
    ends = [np.interp(heights, path[:, 1], path[:, 0]) for path in (one, other)]
    low, high = np.minimum(*ends), np.maximum(*ends)
    columns = np.arange(shape[1]) + 0.5
    rows = (heights >= corners[top, 1]) & (heights <= corners[bottom, 1])
    return np.asarray((columns >= low[:, None]) & (columns <= high[:, None]) & rows[:, None])
