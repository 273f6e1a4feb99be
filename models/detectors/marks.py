"""Burned-in text and markers: compact, nearly white shapes with sharp edges that stand out from what is around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.detectors.ridges import standing_out, steps
from models.grids.masks import beside, bounds

_WIDEST = 0.07
"""Of a stroke or a dot, as a share of the film's longer side."""
_CONTRAST, _WHITE = 0.25, 0.7
"""A mark's least height above its surroundings, and its least grey, as shares of the film's range."""
_WHITER, _NARROWEST = 0.9, 0.025
"""A mark that touches bone or a border of the field is one shape with it at the least grey, and stands alone at this one. There, its
shorter side has at least this share of the film's longer side; the rims of fields and of ribs are narrower."""
_STROKE = 0.016
"""Widest stroke of letters, as a share of the film's longer side: what is no broader is told from tissue and bone that it touches."""
_GAP = 0.008
"""Between two letters of one text, and no more, as a share of the film's longer side."""
_LEAST, _MOST = 0.02, 0.25
"""Of a mark's longer side, as shares of the film's longer side."""
_FULL = 0.12
"""Least share of its box that a mark fills; a curved line fills less."""
_SHARP, _SHARP_SHARE = 0.2, 0.2
"""Least step of grey over two pixels of 320 at that share of a mark's pixels; bone and skin are softer."""


def marks(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return where text or markers lie; for words and letters the whole of them.

    Args:
        grey: H×W film, scaled to about [0, 1].
    """
    side = max(grey.shape)
    ink = standing_out(grey, _WIDEST * side, _CONTRAST) & (grey >= _WHITE)
    found = np.zeros(grey.shape, bool)
    if not ink.any():
        return found
    gap = _gap(side)
    x0, y0, x1, y1 = bounds(ink)
    top, left = max(y0 - gap, 0), max(x0 - gap, 0)
    around = np.s_[top : y1 + gap, left : x1 + gap]
    ink, sharp = ink[around], steps(grey, around) >= _SHARP
    strokes = ink & standing_out(grey, _STROKE * side, _CONTRAST)[around]
    for part, narrowest in ((ink, 0.0), (ink & (grey[around] >= _WHITER), _NARROWEST * side), (strokes, 0.0)):
        found[around] |= _words(part, sharp, side, narrowest)
    return found


def _words(ink: NDArray[np.bool_], sharp: NDArray[np.bool_], side: int, narrowest: float) -> NDArray[np.bool_]:
    """Return ink that is a mark, with what lies between its letters.

    Args:
        ink: h×w, what is white enough.
        sharp: h×w, where the film is.
        side: The film's longer side, in pixels.
        narrowest: Least shorter side of a mark, in pixels.
    """
    found, joined, gap = np.zeros(ink.shape, bool), ink, _gap(side)
    for _ in range(gap):
        joined = joined | beside(joined)
    words, count = ndimage.label(joined)
    for number, box in enumerate(ndimage.find_objects(words, count), 1):
        sides = [part.stop - part.start - 2 * gap for part in box]
        if not _LEAST * side <= max(sides) <= _MOST * side or min(sides) < narrowest:
            continue
        word = words[box] == number
        full = np.count_nonzero(ink[box] & word) >= _FULL * max(sides[0], 1) * max(sides[1], 1)
        if full and sharp[box][word].mean() >= _SHARP_SHARE:
            found[box] |= word
    return found


def _gap(side: int) -> int:
    return max(1, round(_GAP * side))
