"""Discs: snaps, electrodes and dots of lead, which are full and have a sharp rim, so that they can be told on bright tissue too."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.detectors.pieces import pieces
from models.detectors.ridges import relief, shades, steps

_CONTRAST, _WHITE = 0.1, 0.8
"""A disc's least height above its surroundings, and its least grey, as shares of the film's range."""
_LEAST, _MOST = 0.02, 0.08
"""Of its shorter and of its longer side, as shares of the film's longer side."""
_FULL = 0.6
"""Least share of its box that it fills; a circle fills 0.79."""
_SHARP, _SHARP_SHARE = 0.5, 0.8
"""Least step of grey over two pixels of 320, as a share of its own height, at that share of its rim; what grows in a body fades out."""


def discs(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where discs lie.

    Args:
        grey: H×W film, scaled to about [0, 1].
    """
    side, found = max(grey.shape), np.zeros(grey.shape, bool)
    heights = relief(grey, _MOST * side, grey >= _WHITE)
    for box, disc in pieces(heights >= shades(_CONTRAST), lambda height, width: min(height, width) >= _LEAST * side):
        if max(disc.shape) > _MOST * side or np.count_nonzero(disc) < _FULL * disc.size:
            continue
        rim = disc & ~ndimage.binary_erosion(disc)
        own = float(np.median(heights[box][disc])) / 255
        if (steps(grey, box)[rim] >= _SHARP * own).mean() >= _SHARP_SHARE:
            found[box] |= disc
    return found
