"""Device-like lines: tubes, leads, catheters and wires are bright, narrow and long."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.detectors.pieces import pieces
from models.detectors.ridges import standing_out

_WIDEST = 0.016
"""Of a line, as a share of the film's longer side."""
_CONTRAST = 0.09
"""Its least height above its surroundings, as a share of the film's range."""
_LONG = 0.12
"""Least diagonal of its box, as a share of the film's longer side."""
_THIN = 0.016
"""Most area for its length, as a share of the film's longer side."""

_SPARSE = 0.2
"""Most share of its box that a line fills, unless the box is as narrow as the line; a row of letters fills more."""


def lines(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where device-like lines lie.

    Args:
        grey: H×W film, scaled to about [0, 1].
    """
    side = max(grey.shape)
    ridge = standing_out(grey, _WIDEST * side, _CONTRAST)
    found = np.zeros(grey.shape, bool)
    for box, line in pieces(ridge, lambda height, width: math.hypot(height, width) >= _LONG * side):
        area = np.count_nonzero(line)
        bare = min(line.shape) <= _THIN * side or area <= _SPARSE * line.size
        if bare and area <= _THIN * side * math.hypot(*line.shape):
            found[box] |= line
    return found
