"""The magnifier: a square of the film at the pointer, larger, in the same window, with what lies over it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.desktop.theme import ACCENT, cosmetic
from app.desktop.viewer.film_picture import FilmPicture, Place
from app.desktop.viewer.layers import Layers
from app.desktop.viewer.placing import laid, zoomed
from models.values.radiograph import Window

_SIDE, _FACTOR = 260, 2.5


class Lens:
    """Draws the film and what lies over it once more, but no texts.

    Args:
        picture: Of the film, for the lens alone.
        layers: What lies over it.
        rows, columns: Of the film as it is stored.
    """

    def __init__(self, picture: FilmPicture, layers: Layers, rows: int, columns: int) -> None:
        self._layers = layers
        self._picture, self._rows, self._columns = picture, rows, columns

    def paint(self, painter: QPainter, place: Place, at: QPointF, window: Window, *, inverted: bool) -> None:
        """Draw the lens.

        Args:
            painter: In logical pixels of the view.
            place: Where the film lies under it.
            at: The pointer.
            window: What is black and what is white.
            inverted: Whether these two are exchanged.
        """
        glass = QRectF(0, 0, _SIDE, _SIDE)
        glass.moveCenter(QPointF(at.toPoint()))
        across = place.facing.lies_across
        film = QRectF(0, 0, *((self._rows, self._columns) if across else (self._columns, self._rows)))
        painter.fillRect(glass, Qt.GlobalColor.black)
        larger = replace(place, placed=zoomed(place.placed, film, at, _FACTOR), view=glass)
        self._picture.paint(painter, larger, window, inverted=inverted)
        painter.save()
        painter.setClipRect(glass)
        self._layers.draw(painter, laid(place.facing, self._rows, self._columns) * larger.placed)
        painter.restore()
        painter.setPen(cosmetic(QColor(ACCENT), 2))
        painter.drawRect(glass)
