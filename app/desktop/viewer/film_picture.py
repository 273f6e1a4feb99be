"""What is seen of a film, as an image of exactly the pixels of the screen that it takes: one table, one look-up a step of the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QTransform

from app.desktop.viewer.facing import Facing
from app.desktop.viewer.levels import TOP, Levels
from app.export.pictures import windowed
from models.values.radiograph import Window

_GREYS = np.arange(TOP + 1, dtype=np.float32) / np.float32(TOP)
_BESIDE = 4
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
        self._laid = (Facing(), QSize())
        self._part = QRect()
        self._sampled = self._seen = np.zeros((0, 0), np.intp)
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
        # Rounded apart from its place, the size stays the same while the film is moved.
        whole = QRect(round(lies.left()), round(lies.top()), max(round(lies.width()), 1), max(round(lies.height()), 1))
        view = _on_device(place.view, place).toAlignedRect()
        self._device = whole.intersected(view)
        if self._device.isEmpty():
            return
        part = self._device.translated(-whole.topLeft())
        if (place.facing, whole.size()) != self._laid:
            self._laid = (place.facing, whole.size())
            self._sample(part, width, height)
        elif not self._part.contains(part):
            # Who moves a film moves it on: more than is seen now is taken along.
            more_x, more_y = view.width() // _BESIDE, view.height() // _BESIDE
            self._sample(part.adjusted(-more_x, -more_y, more_x, more_y) & QRect(QPoint(), whole.size()), width, height)
        left, top = part.left() - self._part.left(), part.top() - self._part.top()
        self._seen = self._sampled[top : top + part.height(), left : left + part.width()]
        self._grey = np.zeros(self._seen.shape, np.uint32)

    def _sample(self, part: QRect, width: int, height: int) -> None:
        """Take a part of the film, in device pixels from its corner; whole device pixels are the film's size, up to half of one an edge."""
        facing, whole = self._laid
        across, down = width / whole.width(), height / whole.height()
        box = (part.left() * across, part.top() * down, (part.right() + 1) * across, (part.bottom() + 1) * down)
        self._part, self._sampled = part, self._levels.seen(facing, box, (part.width(), part.height()))


def table(window: Window, *, inverted: bool) -> NDArray[np.uint32]:
    """Return the opaque colour of each of the 65,536 greys, as exported pictures have it."""
    grey = windowed(_GREYS, window)
    return np.asarray(_OPAQUE + (255 - grey if inverted else grey).astype(np.uint32) * _EACH)


def _on_device(area: QRectF, place: Place) -> QRectF:
    """Return an area of the view in device pixels of its window."""
    moved = area.translated(QPointF(place.corner))
    return QRectF(moved.topLeft() * place.ratio, moved.bottomRight() * place.ratio)
