"""The border of a mask as smooth lines, so that it is drawn as fine at every zoom and dashes are even."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF
from PySide6.QtWidgets import QGraphicsPathItem

from app.desktop.theme import cosmetic

_FINEST = 512
_SMOOTH = 4
Corner = tuple[int, int]


class Outline(QGraphicsPathItem):
    """The border of a mask over a film.

    Args:
        colour: Of the line.
        dashed: Whether dashes set it apart from others too.
        height: Above what it is drawn.
    """

    def __init__(self, colour: tuple[int, int, int], *, dashed: bool, height: int) -> None:
        super().__init__()
        self.setPen(cosmetic(QColor(0, 0, 0, 90), 4))
        self.setZValue(height)
        self._line = QGraphicsPathItem(self)
        pen = cosmetic(QColor(*colour), 2)
        if dashed:
            pen.setDashPattern([5, 4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        self._line.setPen(pen)

    def show_mask(self, mask: NDArray[np.bool_] | None, film: tuple[int, int]) -> None:
        """Draw the border of a mask that covers the whole film, or nothing.

        Args:
            mask: h×w.
            film: Rows and columns of the film.
        """
        path = QPainterPath() if mask is None else outline_path(mask, film)
        for item in (self, self._line):
            item.setPath(path)


def outline_path(mask: NDArray[np.bool_], film: tuple[int, int]) -> QPainterPath:
    """Return the border of a mask that covers the whole film, in film pixels.

    Args:
        mask: h×w.
        film: Rows and columns of the film.
    """
    path, step = QPainterPath(), max(1, max(mask.shape) // _FINEST)
    small = mask[::step, ::step]
    scale = np.array([film[1] / small.shape[1], film[0] / small.shape[0]])
    for border in borders(small):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _smoothed(border) * scale]))
        path.closeSubpath()
    return path


def borders(mask: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """Return each closed border of a mask as N×2 corners of pixels, x and y, in order."""
    padded = np.pad(mask, 1)
    inside = padded[1:-1, 1:-1]
    ends: dict[Corner, list[Corner]] = {}
    for beside, start, end in (
        (padded[:-2, 1:-1], (0, 0), (1, 0)), (padded[1:-1, 2:], (1, 0), (1, 1)),
        (padded[2:, 1:-1], (1, 1), (0, 1)), (padded[1:-1, :-2], (0, 1), (0, 0)),
    ):  # fmt: skip
        for row, column in np.argwhere(inside & ~beside).tolist():
            ends.setdefault((column + start[0], row + start[1]), []).append((column + end[0], row + end[1]))
    found = []
    while ends:
        corner = first = next(iter(ends))
        border = []
        while True:
            border.append(corner)
            following = ends[corner].pop()
            if not ends[corner]:
                del ends[corner]
            corner = following
            if corner == first:
                break
        found.append(np.asarray(border, np.float64))
    return found


def _smoothed(border: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a running mean of a closed line, which takes the stairs of its pixels away."""
    reach = min(_SMOOTH, len(border) // 8)
    smooth = np.mean([np.roll(border, by, axis=0) for by in range(-reach, reach + 1)], axis=0)
    return np.asarray(smooth[:: max(1, reach // 2)])
