"""A signed map of the lung frame as a picture: dark below zero, grey at zero, bright above, so that it is read without its colours too.

Lungs are outlined thinly, significant places by a double line; white is what too few films show.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from audit.cohort.atlas.figures import Grid
from audit.cohort.atlas.frame import CELLS, COARSE, mean_outline

_PIXELS = 16
"""Of a place, each way."""
_BAR, _GAP = 18, 14
_COLOURS = np.array([[16, 34, 96], [140, 140, 140], [255, 226, 120]], np.float64)
"""At minus the limit, at zero and at the limit; lightness rises evenly."""
_WHITE, _BLACK, _OUTLINE = (255, 255, 255), (0, 0, 0), (70, 70, 70)

Edge = tuple[int, int, int, int]


def map_picture(values: Grid, limit: float, *, shown: NDArray[np.bool_], significant: NDArray[np.bool_] | None = None) -> bytes:
    """Return a map as the bytes of a PNG, with a bar from minus the limit (below) to the limit (above).

    Args:
        values: h×w over the coarse places.
        limit: Where the scale ends, over 0.
        shown: Places that are drawn, at least one.
        significant: Places that are outlined.
    """
    rows, columns = (side * _PIXELS for side in COARSE.shape)
    smooth = Image.fromarray(np.asarray(values, np.float32)).resize((columns, rows), Image.Resampling.BILINEAR)
    drawn = _coloured(np.asarray(smooth) / limit)
    drawn[~shown.repeat(_PIXELS, axis=0).repeat(_PIXELS, axis=1)] = _WHITE
    picture = Image.fromarray(drawn)
    pen = ImageDraw.Draw(picture)
    for lung in np.split(mean_outline() * CELLS, 2):
        at = (lung - (COARSE.left, COARSE.top)) / COARSE.pitch * _PIXELS
        pen.polygon([(float(x), float(y)) for x, y in at], outline=_OUTLINE)
    edges = list(_edges(significant)) if significant is not None else []
    for colour, width in ((_BLACK, 5), (_WHITE, 1)):
        for edge in edges:
            pen.line(edge, fill=colour, width=width)
    file = io.BytesIO()
    _with_bar(picture.crop(_around(shown))).save(file, "PNG")
    return file.getvalue()


def _around(shown: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the box of what is drawn, in pixels."""
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    left, top, right, bottom = (int(at) * _PIXELS for at in (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1))
    return left, top, right, bottom


def _with_bar(picture: Image.Image) -> Image.Image:
    """Return a picture with the scale beside it, zero marked by a line."""
    width, height = picture.size
    wide = Image.new("RGB", (width + _GAP + _BAR, height), _WHITE)
    wide.paste(picture)
    bar = _coloured(np.linspace(1, -1, height))[:, None].repeat(_BAR, axis=1)
    wide.paste(Image.fromarray(bar), (width + _GAP, 0))
    ImageDraw.Draw(wide).line((width + _GAP - 4, height // 2, width + _GAP + _BAR, height // 2), fill=_BLACK)
    return wide


def _coloured(share: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return the colours of shares of the limit, …×3."""
    at = np.clip(share, -1, 1)
    return np.stack([np.interp(at, (-1, 0, 1), channel) for channel in _COLOURS.T], axis=-1).round().astype(np.uint8)


def _edges(places: NDArray[np.bool_]) -> Iterator[Edge]:
    """Yield the edges between marked places and others, in pixels."""
    padded = np.pad(places, 1)
    for row, column in np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1]).tolist():
        yield column * _PIXELS, row * _PIXELS, (column + 1) * _PIXELS, row * _PIXELS
    for row, column in np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1]).tolist():
        yield column * _PIXELS, row * _PIXELS, column * _PIXELS, (row + 1) * _PIXELS
