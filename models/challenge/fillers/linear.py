"""What a region is replaced with: noisy linear imputation (ROAD, Rong 2022)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from models.challenge.patch import Patch

_NEIGHBOURS = tuple((dy, dx, 1 / 6 if dy == 0 or dx == 0 else 1 / 12) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx)
"""Offsets and weights: a pixel is the mean of its neighbours, direct ones counting twice the diagonal ones."""


class LinearFiller:
    """Fills regions of one shape so that each pixel is the weighted mean of its eight neighbours.

    The shape's linear system is factorised once and solved for every place; a region at the image's edge is treated as if the
    edge's neighbours beyond it were not there, so it needs a filler of its own.

    Args:
        shape: h×w bool, the region within its bounding box.
        edges: Whether the region touches the image's top, bottom, left and right edge.
    """

    def __init__(self, shape: NDArray[np.bool_], edges: tuple[bool, bool, bool, bool] = (False, False, False, False)) -> None:
        self.rows, self.columns = np.nonzero(shape)
        height, width = shape.shape
        number = np.full((height + 2, width + 2), -1)
        number[self.rows + 1, self.columns + 1] = np.arange(len(self.rows))
        top, bottom, left, right = edges
        self._around: list[tuple[NDArray[np.bool_], int, int, float]] = []
        diagonal = np.zeros(len(self.rows))
        inner: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
        for dy, dx, weight in _NEIGHBOURS:
            y, x = self.rows + dy, self.columns + dx
            there = ~((top & (y < 0)) | (bottom & (y >= height)) | (left & (x < 0)) | (right & (x >= width)))
            diagonal += weight * there
            neighbour = number[y + 1, x + 1]
            within = neighbour >= 0
            inner.append((np.flatnonzero(within), neighbour[within], np.full(int(within.sum()), -weight)))
            self._around.append((there & ~within, dy, dx, weight))
        index = np.arange(len(self.rows))
        entries = [np.concatenate(parts) for parts in zip((index, index, diagonal), *inner, strict=True)]
        self._solve = linalg.splu(sparse.csc_matrix((entries[2], (entries[0], entries[1])), shape=(len(index),) * 2)).solve

    def fill(self, image: NDArray[np.float32], top: int, left: int, *, noise: float, rng: np.random.Generator) -> Patch:
        """Fill the region at one place.

        Args:
            image: C×H×W.
            top, left: Place of the shape's bounding box.
            noise: Standard deviation of the added noise, in the image's units; the same noise in every channel.
            rng: Source of chance.
        """
        rows, columns = self.rows + top, self.columns + left
        known = np.zeros((len(rows), len(image)))
        for border, dy, dx, weight in self._around:
            known[border] += weight * image[:, rows[border] + dy, columns[border] + dx].T
        return Patch(rows, columns, (self.solved(known) + noise * rng.standard_normal((len(rows), 1))).T.astype(np.float32))

    def solved(self, wanted: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return N×C heights of the region's pixels that stand above their neighbours' weighted mean, 0 beside the region, as wanted."""
        return np.asarray(self._solve(np.asarray(wanted, np.float64)))
