"""The smoothest way across a region: each pixel is the weighted mean of its neighbours, as in noisy linear imputation (ROAD, Rong 2022).

Small regions are solved exactly. Large ones are solved by multigrid (Brandt 1977) to a thousandth of what their border spans: no matrix of
a large region is ever factorised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.challenge.fillers.halving import doubled, halved, spread
from models.challenge.fillers.linear import LinearFiller
from models.grids.masks import around

_EXACT = 400
"""Most unknown pixels, of a region or of the coarsest grid, that are solved for exactly."""
_CYCLES, _SMOOTHING, _DAMPING = 5, 2, np.float32(0.85)
_ALL_EDGES = (True, True, True, True)
"""A box with a margin of known pixels reaches the region only where the image ends."""


def membrane(image: NDArray[np.float32], region: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Interpolate an image across a region.

    Args:
        image: C×h×w; its values within the region count for nothing. Beyond its rim there is nothing.
        region: h×w, in any number of pieces; neither empty nor all of the image.

    Returns:
        C×N, at the region's pixels in the order of ``np.nonzero``.
    """
    part = around(region, 1)
    image, piece = image[:, *part], region[part]
    if np.count_nonzero(piece) <= _EXACT:
        exact = LinearFiller(piece, _ALL_EDGES)
        return exact.fill(image, 0, 0, noise=0.0, rng=np.random.default_rng(0)).values
    border = ndimage.maximum_filter(piece, 3) & ~piece
    level = image[:, border].mean(axis=1)[:, None, None]
    heights = np.where(border, image - level, np.float32(0))
    _flatten(heights, _Grid.of(piece))
    return np.asarray((heights + level)[:, piece])


def _flatten(heights: NDArray[np.float32], grid: _Grid) -> None:
    """Change unknown pixels until none stands above its neighbours: flexible conjugate gradients (Notay 2000) over V-cycles."""
    left = grid.residual(heights)
    way = pull = np.zeros_like(heights)
    strength = np.ones((len(heights), 1, 1), np.float32)
    for _ in range(_CYCLES):
        found = grid.correction(left)
        way = found - _product(found, pull) / strength * way
        pull = -grid.residual(way)
        strength = np.maximum(_product(way, pull), np.finfo(np.float32).tiny)
        step = _product(way, left) / strength
        heights += step * way
        left = left - step * pull


def _product(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.einsum("chw,chw->c", one, other)[:, None, None])


@dataclass(frozen=True)
class _Grid:
    """One of the grids on which a piece is solved.

    Attributes:
        unknown: h×w float32, 1 on the piece.
        weights: h×w, of all neighbours that there are.
        coarser: The grid of half its size, or how the coarsest is solved.
    """

    unknown: NDArray[np.float32]
    weights: NDArray[np.float32]
    coarser: _Grid | LinearFiller | None

    @classmethod
    def of(cls, piece: NDArray[np.bool_]) -> _Grid:
        unknown = piece.astype(np.float32)
        weights = (spread(np.ones_like(unknown)) - np.float32(4)) / np.float32(12)
        count = np.count_nonzero(piece)
        if count <= _EXACT:
            return cls(unknown, weights, LinearFiller(piece, _ALL_EDGES) if count else None)
        # A pixel of the coarser grid is unknown where all that it holds of the film is.
        return cls(unknown, weights, cls.of(halved(1 - unknown) == 0))

    def residual(self, heights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return by how much the neighbours' mean stands above each unknown pixel, times their weight."""
        found = spread(heights)
        found -= (4 + 12 * self.weights) * heights
        found *= self.unknown / np.float32(12)
        return found

    def correction(self, wanted: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return about by how much unknown pixels must change so that the residual goes away: one V-cycle."""
        if self.coarser is None:
            return np.zeros_like(wanted)
        if isinstance(self.coarser, LinearFiller):
            found = np.zeros_like(wanted)
            inside = self.unknown > 0
            found[:, inside] = self.coarser.solved(wanted[:, inside].T).T
            return found
        step = _DAMPING * self.unknown / self.weights
        found = step * wanted
        for _ in range(_SMOOTHING - 1):
            self._smooth(found, wanted, step)
        below = self.coarser.correction(halved(wanted + self.residual(found)))
        found += doubled(below, (wanted.shape[1], wanted.shape[2])) * self.unknown
        for _ in range(_SMOOTHING):
            self._smooth(found, wanted, step)
        return np.asarray(found)

    def _smooth(self, found: NDArray[np.float32], wanted: NDArray[np.float32], step: NDArray[np.float32]) -> None:
        change = self.residual(found)
        change += wanted
        change *= step
        found += change
