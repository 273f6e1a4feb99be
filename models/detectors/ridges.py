"""What is brighter than its surroundings and narrow: the common ground of the detectors."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.grids.masks import around


def standing_out(grey: NDArray[np.float32], widest: float, least: float, among: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
    """Return which pixels stand above the opening of the film: the white top-hat with a square (Serra 1982), in 256 shades of grey.

    Args:
        grey: H×W, scaled to about [0, 1].
        widest: Side of the square in pixels; wider things do not stand out.
        least: By how much they do, above 0.
        among: H×W, which pixels are asked about; None is all.
    """
    return relief(grey, widest, among) >= shades(least)


def shades(height: float) -> int:
    """Return the fewest of 256 shades that are a height of at least so much."""
    return math.ceil(height * 255)


def relief(grey: NDArray[np.float32], widest: float, among: NDArray[np.bool_] | None = None) -> NDArray[np.uint8]:
    """Return by how many of 256 shades each pixel stands above the opening of the film, 0 where it is not asked about.

    Arguments are those of ``standing_out``.
    """
    side = max(3, round(widest) | 1)
    if among is None:
        return _above_opening(grey, side)
    found = np.zeros(grey.shape, np.uint8)
    if among.any():
        part = around(among, side - 1)  # The opening at a pixel depends on no pixel farther away.
        found[part] = _above_opening(grey[part], side) * among[part]
    return found


def _above_opening(grey: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    scaled = grey * 255
    film = scaled.round(out=scaled).clip(0, 255, out=scaled).astype(np.uint8)
    return np.asarray(film - over_square(over_square(film, side, np.minimum), side, np.maximum))


def steps(grey: NDArray[np.float32], box: tuple[slice, ...]) -> NDArray[np.float32]:
    """Return how sharp a film is: the larger of the differences of each pixel's neighbours across and down, over two pixels of 320.

    Args:
        grey: H×W.
        box: Rows and columns that are asked about; beyond the film's rim its outer pixels go on.
    """
    reach = max(1, round(max(grey.shape) / 320))
    rows, columns = (np.arange(part.start - reach, part.stop + reach).clip(0, side - 1) for part, side in zip(box, grey.shape, strict=True))
    around = grey[np.ix_(rows, columns)]
    down = np.abs(around[2 * reach :, reach:-reach] - around[: -2 * reach, reach:-reach])
    across = np.abs(around[reach:-reach, 2 * reach :] - around[reach:-reach, : -2 * reach])
    return np.asarray(np.maximum(down, across))


def over_square(film: NDArray[Any], side: int, extreme: Callable[..., Any]) -> NDArray[Any]:
    """Return the extreme over a centred square of an odd side; beyond the rim the outer pixels go on."""
    for axis in (0, 1):
        film = _running(film, side, axis, extreme)
    return film


def _running(film: NDArray[Any], side: int, axis: int, extreme: Callable[..., Any]) -> NDArray[Any]:
    """Return the extreme over a window along one axis, by doubling."""
    ends = (film[:1], film[-1:]) if axis == 0 else (film[:, :1], film[:, -1:])
    before, after = (end.repeat(side // 2, axis=axis) for end in ends)
    values = np.concatenate([before, film, after], axis=axis)
    if axis == 1:
        values = values.T
    span = 1
    while span < side:
        step = min(span, side - span)
        values = extreme(values[:-step], values[step:])
        span += step
    return values if axis == 0 else values.T
