"""What is seen of a film, as an image of exactly the pixels of the screen that it takes: one table, one look-up a step of the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from app.desktop.viewer.facing import Facing
from app.desktop.viewer.levels import TOP, Levels
from app.export.pictures import windowed
from models.values.radiograph import Window

_GREYS = np.arange(TOP + 1, dtype=np.float32) / np.float32(TOP)
_OPAQUE, _EACH = np.uint32(0xFF000000), np.uint32(0x010101)


@dataclass(frozen=True)
class Place:
    """Where a film lies on the screen.

    Attributes:
        facing: How it lies.
        placed: From film pixels, as the film lies, to logical pixels of the view.
        view: The part of the view to be filled, in logical pixels.
        corner: Of the view in its window, whose device pixels count.
        ratio: Device pixels a logical pixel.
    """

    facing: Facing
    placed: QTransform
    view: QRectF
    corner: QPoint
    ratio: float


class FilmPicture:
    """Makes the image; what did not change since the last one is kept.

    Args:
        levels: Of the film.
    """

    def __init__(self, levels: Levels) -> None:
        self._levels = levels
        self._place: Place | None = None
        self._seen: NDArray[np.intp] = np.zeros((0, 0), np.intp)
        self._device = QRect()
        self._shades: tuple[Window, bool] | None = None
        self._table = np.zeros(TOP + 1, np.uint32)
        self._grey = np.zeros((0, 0), np.uint32)

    def paint(self, painter: QPainter, place: Place, window: Window, *, inverted: bool) -> None:
        """Draw what is seen.

        Args:
            painter: In logical pixels of the view.
            place: Where the film lies.
            window: What is black and what is white.
            inverted: Whether these two are exchanged.
        """
        moved, shaded = place != self._place, (window, inverted) != self._shades
        if moved:
            self._place = place
            self._see(place)
        if self._device.isEmpty():
            return
        if shaded:
            self._shades = (window, inverted)
            self._table = table(window, inverted=inverted)
        if moved or shaded:
            # Every place is one of the table's, so no look-up has to be checked.
            self._table.take(self._seen, out=self._grey, mode="wrap")
        rows, columns = self._grey.shape
        image = QImage(self._grey.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(place.ratio)
        painter.drawImage(QPointF(self._device.topLeft()) / place.ratio - QPointF(place.corner), image)

    def _see(self, place: Place) -> None:
        """Take the part of the film that is in the view, on whole device pixels."""
        rows, columns = self._levels.shape
        across = place.facing.lies_across
        width, height = (rows, columns) if across else (columns, rows)
        lies = _on_device(place.placed.mapRect(QRectF(0, 0, width, height)), place)
        whole = QRect(QPoint(round(lies.left()), round(lies.top())), QPoint(round(lies.right()) - 1, round(lies.bottom()) - 1))
        self._device = whole.intersected(_on_device(place.view, place).toAlignedRect())
        if self._device.isEmpty():
            return
        # Whole device pixels are the film's size, up to half of one at each edge.
        across_x, across_y = width / whole.width(), height / whole.height()
        box = (
            (self._device.left() - whole.left()) * across_x, (self._device.top() - whole.top()) * across_y,
            (self._device.right() + 1 - whole.left()) * across_x, (self._device.bottom() + 1 - whole.top()) * across_y,
        )  # fmt: skip
        self._seen = self._levels.seen(place.facing, box, (self._device.width(), self._device.height()))
        self._grey = np.zeros(self._seen.shape, np.uint32)


def table(window: Window, *, inverted: bool) -> NDArray[np.uint32]:
    """Return the opaque colour of each of the 65,536 greys, as exported pictures have it."""
    grey = windowed(_GREYS, window)
    return np.asarray(_OPAQUE + (255 - grey if inverted else grey).astype(np.uint32) * _EACH)


def _on_device(area: QRectF, place: Place) -> QRectF:
    """Return an area of the view in device pixels of its window."""
    moved = area.translated(QPointF(place.corner))
    return QRectF(moved.topLeft() * place.ratio, moved.bottomRight() * place.ratio)
