"""Interpolation without torch: bilinear, as small matrices or at points; and the nearest pixel of another grid."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.grids.geometry import Geometry, GridBox

_ROUNDING = 1e-6

Layer = TypeVar("Layer", np.bool_, np.uint8, np.float32)


def bilinear_matrix(positions: NDArray[np.floating], cells: int) -> NDArray[np.float32]:
    """Return the weights that interpolate a row of cells at some positions.

    The same as ``align_corners=False``: cell k has its centre at k + 0.5, and beyond the outer centres the outer cells go on.

    Args:
        positions: P continuous coordinates in cells.
        cells: Number of cells.

    Returns:
        P×cells; each row sums to 1.
    """
    centred = np.clip(np.asarray(positions, np.float64) - 0.5, 0, cells - 1)
    lower = np.minimum(centred.astype(int), max(cells - 2, 0))
    weights = np.zeros((len(centred), cells), np.float32)
    rows = np.arange(len(centred))
    weights[rows, lower] = 1 - (centred - lower)
    if cells > 1:
        weights[rows, lower + 1] = centred - lower
    return weights


def over_film(maps: NDArray[np.floating], box: GridBox, rows: int, columns: int) -> NDArray[np.float32]:
    """Interpolate …×h×w maps on a film.

    Args:
        maps: On the grid of a classifier.
        box: The film's rectangle in grid coordinates: x0, y0, x1, y1.
        rows, columns: Size of the result, which covers the whole film.
    """
    down, across = film_matrices((maps.shape[-2], maps.shape[-1]), box, (rows, columns))
    return np.asarray(down @ maps.astype(np.float32) @ across.T)


def drawn_on_film(maps: NDArray[np.floating], box: GridBox, rows: int, columns: int) -> NDArray[np.float32]:
    """Interpolate as ``over_film`` does, for the eye: 0 where the film was cropped, so that the network saw nothing of it."""
    x0, y0, x1, y1 = box
    down, across = _on_map(_centres(y0, y1, rows), maps.shape[-2]), _on_map(_centres(x0, x1, columns), maps.shape[-1])
    return over_film(maps, box, rows, columns) * (down[:, None] & across)


def _on_map(positions: NDArray[np.floating], cells: int) -> NDArray[np.bool_]:
    return np.asarray((positions > -_ROUNDING) & (positions < cells + _ROUNDING))


def _centres(start: float, end: float, pixels: int) -> NDArray[np.float64]:
    """Return where the centres of a row of pixels lie that goes from one place of a map to another."""
    return np.asarray(start + (np.arange(pixels) + 0.5) / pixels * (end - start))


@lru_cache
def film_matrices(grid: tuple[int, int], box: GridBox, shape: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the H×h and W×w weights that interpolate a map of so many cells on a film of H×W pixels."""
    x0, y0, x1, y1 = box
    return bilinear_matrix(_centres(y0, y1, shape[0]), grid[0]), bilinear_matrix(_centres(x0, x1, shape[1]), grid[1])


def interpolated(maps: NDArray[np.floating], rows: NDArray[np.floating], columns: NDArray[np.floating]) -> NDArray[np.float32]:
    """Interpolate …×h×w maps at all crossings of R rows and C columns, in grid coordinates: …×R×C."""
    top, down = _between(rows, maps.shape[-2])
    left, across = _between(columns, maps.shape[-1])
    values = np.asarray(maps, np.float32)
    bottom, right = np.minimum(top + 1, values.shape[-2] - 1), np.minimum(left + 1, values.shape[-1] - 1)
    tall = values[..., top, :]
    tall += (values[..., bottom, :] - tall) * down[:, None]
    wide = tall[..., left]
    wide += (tall[..., right] - wide) * across
    return np.asarray(wide)


def _between(positions: NDArray[np.floating], cells: int) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the cell before each position, and how far on to the next one it lies."""
    centred = np.clip(np.asarray(positions, np.float64) - 0.5, 0, cells - 1)
    lower = np.minimum(centred.astype(np.intp), max(cells - 2, 0))
    return lower, (centred - lower).astype(np.float32)


def sampled(maps: NDArray[np.floating], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float32]:
    """Interpolate …×h×w maps at points in grid coordinates, where cell k has its centre at k + 0.5."""
    height, width = maps.shape[-2:]
    y, x = (rows - 0.5).clip(0, height - 1), (columns - 0.5).clip(0, width - 1)
    top, left = np.minimum(y.astype(int), max(height - 2, 0)), np.minimum(x.astype(int), max(width - 2, 0))
    down, across = (y - top).astype(np.float32), (x - left).astype(np.float32)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    values = np.asarray(maps, np.float32)
    upper = values[..., top, left] * (1 - across) + values[..., top, right] * across
    lower = values[..., bottom, left] * (1 - across) + values[..., bottom, right] * across
    return np.asarray(upper * (1 - down) + lower * down)


def resampled(layer: NDArray[Layer], own: Geometry, other: Geometry) -> NDArray[Layer]:
    """Bring a layer from one grid of a film to another: the nearest pixel, 0 beyond the film."""
    (height, width), (rows, columns) = other.network, layer.shape
    x = (np.arange(width) + 0.5 - other.offset[0]) / other.scale[0]
    y = (np.arange(height) + 0.5 - other.offset[1]) / other.scale[1]
    across = (x * own.scale[0] + own.offset[0]).astype(int).clip(0, columns - 1)
    down = (y * own.scale[1] + own.offset[1]).astype(int).clip(0, rows - 1)
    moved: NDArray[Layer] = layer[down][:, across]
    moved[:, (x < 0) | (x > other.source[1])] = 0
    moved[(y < 0) | (y > other.source[0]), :] = 0
    return moved
