"""What is brighter than its surroundings and narrow: the common ground of the detectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray


def standing_out(grey: NDArray[np.float32], widest: float, least: float) -> NDArray[np.bool_]:
    """Return which pixels stand above the opening of the film: the white top-hat with a square (Serra 1982), in 256 shades of grey.

    Args:
        grey: H×W, scaled to about [0, 1].
        widest: Side of the square in pixels; wider things do not stand out.
        least: By how much they do.
    """
    side = max(3, round(widest) | 1)
    shades = (grey * 255).round().clip(0, 255).astype(np.uint8)
    return np.asarray(shades - over_square(over_square(shades, side, np.minimum), side, np.maximum) >= least * 255)


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
