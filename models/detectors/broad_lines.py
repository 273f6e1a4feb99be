"""Broad lines: cables and tubes beside the body, and lines along a border of the film; white or black, sharp, and long for their width."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.detectors.pieces import pieces
from models.detectors.ridges import standing_out, steps

_WIDEST = 0.025
"""Of a line, as a share of the film's longer side; also the most area for its length."""
_LONG = 0.12
"""Least diagonal of its box, as a share of the film's longer side."""
_WHITE, _WHITE_CONTRAST = 0.85, 0.25
"""Least grey of a white line, and least height above its surroundings, as shares of the film's range."""
_BLACK, _BLACK_CONTRAST = 0.2, 0.35
"""Most grey of a black line, and least depth; air beside an arm is as narrow and as dark, and less sharp."""
_SHARP, _SHARP_SHARE = 0.2, 0.8
"""Least step of grey over two pixels of 320 at that share of a line's rim."""


def broad_lines(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where broad lines lie.

    Args:
        grey: H×W film, scaled to about [0, 1].
    """
    reach = _WIDEST * max(grey.shape)
    white = standing_out(grey, reach, _WHITE_CONTRAST, grey >= _WHITE)
    black = standing_out(1 - grey, reach, _BLACK_CONTRAST, grey <= _BLACK)
    return _long_and_sharp(grey, white) | _long_and_sharp(grey, black)


def _long_and_sharp(grey: NDArray[np.float32], ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    side, found = max(grey.shape), np.zeros(grey.shape, bool)
    for box, line in pieces(ink, lambda height, width: math.hypot(height, width) >= _LONG * side):
        if np.count_nonzero(line) > _WIDEST * side * math.hypot(*line.shape):
            continue
        rim = line & ~ndimage.binary_erosion(line)
        if (steps(grey, box)[rim] >= _SHARP).mean() >= _SHARP_SHARE:
            found[box] |= line
    return found
