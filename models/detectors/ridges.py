"""What is brighter than its surroundings and narrow: the common ground of the detectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Film = NDArray[np.float32]


def standing_out(grey: Film, widest: float) -> Film:
    """Return how far each pixel stands above the opening of the film: the white top-hat with a square (Serra 1982).

    Args:
        grey: H×W.
        widest: Side of the square in pixels; wider things do not stand out.
    """
    side = max(3, round(widest) | 1)
    opened = grey
    for extreme in (np.minimum, np.maximum):
        for axis in (0, 1):
            opened = _running(opened, side, axis, extreme)
    return grey - opened


def _running(film: Film, side: int, axis: int, extreme: Callable[..., Any]) -> Film:
    """Return the extreme over a centred window along one axis, by doubling; beyond the rim the outer pixels go on."""
    width = [(0, 0), (0, 0)]
    width[axis] = (side // 2, side // 2)
    values = np.moveaxis(np.pad(film, width, mode="edge"), axis, 0)
    span = 1
    while span < side:
        step = min(span, side - span)
        values = extreme(values[:-step], values[step:])
        span += step
    return np.asarray(np.moveaxis(values, 0, axis))
