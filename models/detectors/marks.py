"""Burned-in text and markers: compact, nearly white shapes with sharp edges that stand out from what is around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.detectors.ridges import standing_out
from models.grids.masks import beside, bounds

_WIDEST = 0.07
"""Of a stroke or a dot, as a share of the film's longer side."""
_CONTRAST, _WHITE = 0.25, 0.7
"""A mark's least height above its surroundings, and its least grey, as shares of the film's range."""
_WHITER, _NARROWEST = 0.9, 0.025
"""A mark that touches bone or a border of the field is one shape with it at the least grey, and stands alone at this one. There, its
shorter side has at least this share of the film's longer side; the rims of fields and of ribs are narrower."""
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
    gap, reach = max(1, round(_GAP * side)), max(1, round(side / 320))
    x0, y0, x1, y1 = bounds(ink)
    top, left = max(y0 - gap - reach, 0), max(x0 - gap - reach, 0)
    around = np.s_[top : y1 + gap + reach, left : x1 + gap + reach]
    for white, narrowest in ((_WHITE, 0.0), (_WHITER, _NARROWEST * side)):
        found[around] |= _words(grey[around], ink[around] & (grey[around] >= white), side, narrowest, gap, reach)
    return found


def _words(grey: NDArray[np.float32], ink: NDArray[np.bool_], side: int, narrowest: float, gap: int, reach: int) -> NDArray[np.bool_]:
    """Return ink that is a mark, with what lies between its letters; all lengths in pixels."""
    kept, joined = np.zeros(grey.shape, bool), ink
    for _ in range(gap):
        joined = joined | beside(joined)
    words, count = ndimage.label(joined)
    for number, box in enumerate(ndimage.find_objects(words, count), 1):
        sides = [part.stop - part.start - 2 * gap for part in box]
        if not _LEAST * side <= max(sides) <= _MOST * side or min(sides) < narrowest:
            continue
        word = words[box] == number
        if np.count_nonzero(ink[box] & word) < _FULL * max(sides[0], 1) * max(sides[1], 1):
            continue
        if (_steps(grey, box, reach)[word] >= _SHARP).mean() >= _SHARP_SHARE:
            kept[box] |= word
    return kept


def _steps(grey: NDArray[np.float32], box: tuple[slice, ...], reach: int) -> NDArray[np.float32]:
    """Return the larger of the differences of each pixel's neighbours so many pixels away, across and down."""
    rows, columns = (np.arange(part.start - reach, part.stop + reach).clip(0, side - 1) for part, side in zip(box, grey.shape, strict=True))
    around = grey[np.ix_(rows, columns)]
    down = np.abs(around[2 * reach :, reach:-reach] - around[: -2 * reach, reach:-reach])
    across = np.abs(around[reach:-reach, 2 * reach :] - around[reach:-reach, : -2 * reach])
    return np.asarray(np.maximum(down, across))
