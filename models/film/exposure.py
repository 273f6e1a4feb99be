"""A small exposure on a large plate: where on the film the X-rays fell, as on films of children and of portable units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.film.intensity import IntensityRange
from models.grids.masks import bounds, touching_rim

Area = tuple[slice, slice]
"""Rows and columns of a rectangle of a film."""

_COARSE, _SAMPLES = 128, 4
_LEVEL = 0.04
"""Greys of an unexposed plate differ from its usual grey by at most this share of the film's range."""
_SMALL = 0.75
"""Share of the film up to which an exposure is small."""
_LEAST = 0.04
_PLATE = 0.9
"""Least share of what is around the exposure that is plate; the rest are markers and words."""
_FITS = 8
"""Of the plane of a plate's grey, each through what lay nearest to the one before."""


def exposed_area(pixels: NDArray[np.float32], intensities: IntensityRange) -> Area | None:
    """Return where a small exposure lies on a film; None where the exposure is about the whole film.

    An unexposed plate has one grey, whichever, or one that rises evenly from side to side, and reaches the film's rim.

    Args:
        pixels: H×W.
        intensities: Percentiles of the film.
    """
    step = max(1, -(-max(pixels.shape) // _COARSE))
    coarse, (low, high) = _block_means(pixels, step), intensities
    for usual in _usual_greys(coarse):
        plate = touching_rim(np.abs(coarse - usual) <= _LEVEL * max(high - low, 1e-6))
        if area := _off_plate(plate, step, pixels.shape):
            return area
    return None


def _usual_greys(coarse: NDArray[np.float32]) -> Iterator[NDArray[np.float64]]:
    """Yield what the plate's grey may be everywhere: that of most of the rim, then the plane through the best half of it."""
    rim = np.ones(coarse.shape, bool)
    rim[1:-1, 1:-1] = False
    yield np.full(coarse.shape, np.median(coarse[rim]))
    rows, columns = np.indices(coarse.shape)
    terms = np.stack([np.ones(coarse.shape), rows, columns], axis=-1)
    points, greys = terms[rim], coarse[rim].astype(float)
    best = np.ones(len(greys), bool)
    for _ in range(_FITS):
        plane = np.linalg.lstsq(points[best], greys[best], rcond=None)[0]
        away = np.abs(greys - points @ plane)
        best = away <= np.median(away)
    yield terms @ plane


def _off_plate(plate: NDArray[np.bool_], step: int, shape: tuple[int, ...]) -> Area | None:
    """Return the rectangle that is not plate, in pixels of the film; None where it is not one small exposure.

    Args:
        plate: Blocks that are plate.
        step: Pixels of a block's side.
        shape: Of the film.
    """
    if plate.mean() < 1 - _SMALL:
        return None
    pieces, count = ndimage.label(ndimage.binary_opening(~plate, np.ones((3, 3))))
    if not count:
        return None
    largest = 1 + int(np.bincount(pieces.ravel())[1:].argmax())
    x0, y0, x1, y1 = bounds(pieces == largest)
    around = np.ones(plate.shape, bool)
    around[y0:y1, x0:x1] = False
    share = 1 - around.mean()
    if not _LEAST <= share <= _SMALL or plate[around].mean() < _PLATE:
        return None
    height, width = shape
    # Blocks at its edges may hold plate too, unless the film ends there.
    top, left = (step * (first + (first > 0)) for first in (y0, x0))
    bottom, right = (whole if end * step >= whole else step * (end - 1) for end, whole in ((y1, height), (x1, width)))
    return slice(top, bottom), slice(left, right)


def _block_means(pixels: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """Return the mean of some pixels of each block of a film; blocks at its lower and right edge may be smaller."""
    apart = max(1, step // _SAMPLES)
    thin = np.ascontiguousarray(pixels[::apart, ::apart])
    starts = [np.unique(np.arange(0, side, step) // apart) for side in pixels.shape]
    sums = np.add.reduceat(np.add.reduceat(thin, starts[0], axis=0), starts[1], axis=1)
    sizes = [np.diff(np.append(start, side)) for start, side in zip(starts, thin.shape, strict=True)]
    return np.asarray(sums / (sizes[0][:, None] * sizes[1]), np.float32)
