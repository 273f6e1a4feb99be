"""The expected thoracic cavity: where lung is or would be if it were not opaque, effused or collapsed.

Each side is the convex hull of what the segmenter found and of the outline that the shape model expects there. It is convex towards ribs
and diaphragm, as the pleural space is: fluid gathers, and lung lies, behind the domes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.anatomy.outline import LANDMARKS, row_ends
from models.anatomy.shape import Points

_DIRECTIONS = np.stack([np.cos(turn := np.linspace(0, 2 * np.pi, 64, endpoint=False)), np.sin(turn)], axis=1)
_DOWN, _UP = 16, 48
_SIDEWAYS, _RIGHTWARDS = np.r_[0:16, 49:64, 17:48], 31
"""The other directions, those to the right first."""
Hull = NDArray[np.float64]
"""A convex hull by its support function: how far it reaches in each of 64 directions."""


@dataclass(frozen=True)
class Cavity:
    """Both sides of the expected cavity on a grid.

    Attributes:
        right, left: Convex hulls, in pixels of the grid.
        shape: Height and width of the grid.
    """

    right: Hull
    left: Hull
    shape: tuple[int, int]

    @classmethod
    def of(cls, lungs: NDArray[np.uint8], landmarks: Points) -> Cavity:
        """Return the cavity around lungs (H×W: 0, 1 right, 2 left) and expected outlines (2L×2, right then left)."""
        sides = [
            hull(np.concatenate([corners(lungs == 1 + side), landmarks[side * LANDMARKS : (side + 1) * LANDMARKS]])) for side in (0, 1)
        ]
        return cls(sides[0], sides[1], (lungs.shape[0], lungs.shape[1]))

    def masks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return the right and the left side as H×W masks."""
        return filled(self.right, self.shape), filled(self.left, self.shape)


def corners(mask: NDArray[np.bool_]) -> Points:
    """Return the corners of the first and last pixel of each row of a mask."""
    rows = np.flatnonzero(mask.any(axis=1))
    return np.concatenate([np.stack([x, y], axis=1) for x in row_ends(mask[rows]) for y in (rows, rows + 1)])


def hull(points: Points) -> Hull:
    """Return the convex hull of N×2 points."""
    return np.asarray((points @ _DIRECTIONS.T).max(axis=0))


def filled(convex: Hull, shape: tuple[int, int], reach: float = 0.0) -> NDArray[np.bool_]:
    """Return the pixels of a grid whose centres lie in a convex hull, or within ``reach`` pixels of it."""
    height, width = shape
    across = ((convex[_SIDEWAYS] + reach) / _DIRECTIONS[_SIDEWAYS, 0])[:, None] - _lines(height)
    high, low = across[:_RIGHTWARDS].min(axis=0), across[_RIGHTWARDS:].max(axis=0)
    heights = np.arange(height) + 0.5
    low[(heights > convex[_DOWN] + reach) | (heights < -convex[_UP] - reach)] = np.inf
    first, last = (edge.clip(-1, width).astype(np.int16)[:, None] for edge in (np.ceil(low - 0.5), np.floor(high - 0.5)))
    columns = np.arange(width, dtype=np.int16)
    return np.asarray((columns >= first) & (columns <= last))


@lru_cache
def _lines(height: int) -> NDArray[np.float64]:
    """Return by how much the line of each direction sideways moves to the left at the centre of each row."""
    x, y = _DIRECTIONS[_SIDEWAYS].T
    return np.asarray((y / x)[:, None] * (np.arange(height) + 0.5))
