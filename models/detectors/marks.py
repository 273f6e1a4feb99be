"""Burned-in text and markers: compact, nearly white shapes with sharp edges that stand out from what is around them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.detectors.pieces import pieces
from models.detectors.ridges import standing_out, steps
from models.grids.masks import around, beside

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
    ink = standing_out(grey, _WIDEST * side, _CONTRAST, grey >= _WHITE)
    found = np.zeros(grey.shape, bool)
    if not ink.any():
        return found
    for darkest, narrowest in ((_WHITE, 0.0), (_WHITER, _NARROWEST * side)):
        _mark_words(found, grey, ink & (grey >= darkest), narrowest)
    return found


def _mark_words(found: NDArray[np.bool_], grey: NDArray[np.float32], ink: NDArray[np.bool_], narrowest: float) -> None:
    """Add ink that is a mark, with what lies between its letters.

    Args:
        found: H×W, what is added to.
        grey: H×W, the film.
        ink: H×W, what is white enough.
        narrowest: Least shorter side of a mark, in pixels.
    """
    side = max(grey.shape)
    gap = max(1, round(_GAP * side))

    def large(height: int, width: int) -> bool:
        return bool(max(height, width) - 2 * gap >= _LEAST * side and min(height, width) - 2 * gap >= narrowest)

    for box, word in pieces(_joined(ink, gap), large, corners=False):
        height, width = (length - 2 * gap for length in word.shape)
        full = np.count_nonzero(ink[box] & word) >= _FULL * max(height, 1) * max(width, 1)
        if max(height, width) <= _MOST * side and full and (steps(grey, box)[word] >= _SHARP).mean() >= _SHARP_SHARE:
            found[box] |= word


def _joined(ink: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """Return ink and what lies within so many steps of it."""
    joined = ink.copy()
    if ink.any():
        part = around(ink, gap)
        near = joined[part]
        for _ in range(gap):
            near |= beside(near)
    return joined
