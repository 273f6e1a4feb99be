"""The words in the film's lower left corner, and the letters of the patient's sides at its edges."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from app.desktop.theme import QUIET, TEXT
from app.desktop.viewer.facing import Facing, Sides
from models.values.radiograph import Window

_GROUND = QColor(0, 0, 0, 190)
_NARROW = 0.2
"""Of a first window: from there down two decimals are too few to tell two windows apart."""
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap


def description(window: Window, *, usual: float, inverted: bool, facing: Facing, zoom: float) -> str:
    """Return window, level and zoom as text, and how the film was turned.

    Args:
        window: That is shown.
        usual: Width of the film's first window.
        inverted: Whether black and white are exchanged.
        facing: How the film lies.
        zoom: Pixels of the screen a film pixel.
    """
    digits = 4 if usual < _NARROW else 2
    width, centre = (f"{value:.{digits}f}" for value in (window.width, window.centre))
    said = ", ".join(filter(None, (window.origin, "inverted" if inverted else "")))
    turned = ", ".join(filter(None, ("flipped" if facing.flipped else "", f"turned {90 * facing.turns}°" if facing.turns else "")))
    return "  ".join(filter(None, (f"Window {width}  Level {centre} ({said})", turned.capitalize(), f"Zoom {zoom:.0%}")))


def corner_of(painter: QPainter, view: QRect, text: str) -> QRect:
    """Return where the words stand, with their ground."""
    return painter.fontMetrics().boundingRect(view.adjusted(12, 10, -12, -10), int(_FLAGS), text).adjusted(-6, -3, 6, 3)


def draw_corner(painter: QPainter, place: QRect, text: str) -> None:
    """Write the words in their place."""
    painter.fillRect(place, _GROUND)
    painter.setPen(QColor(TEXT))
    painter.drawText(place.adjusted(6, 3, -6, -3), int(_FLAGS), text)


def draw_message(painter: QPainter, view: QRect, message: str) -> None:
    """Write a message in the place of a film."""
    painter.setPen(QColor(QUIET))
    painter.drawText(view.adjusted(40, 40, -40, -40), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), message)


def draw_sides(painter: QPainter, film: QRect, view: QRect, sides: Sides, corner: QRect) -> list[QRect]:
    """Write R and L at the edges of the film that lie to the patient's right and left, as the header says.

    Args:
        painter: On the screen.
        film: Where the film is on the screen.
        view: What is seen.
        sides: Where the film's edges point to.
        corner: Where the corner's words stand, which no letter may lie under.

    Returns:
        Where the letters stand.
    """
    area = film.intersected(view)
    plain, large = painter.font(), QFont(painter.font())
    large.setPointSizeF(1.6 * plain.pointSizeF())
    large.setBold(True)
    painter.setFont(large)
    side = painter.fontMetrics().height() + 4
    middle = QPointF(area.center())
    written: list[QRect] = []
    half = QPointF(area.width() / 2 - side / 2 - 6, area.height() / 2 - side / 2 - 6)
    for letter, across, down in ((sides.left, -1, 0), (sides.right, 1, 0), (sides.top, 0, -1), (sides.bottom, 0, 1)):
        if letter in ("L", "R"):
            place = QRectF(0, 0, side, side)
            place.moveCenter(middle + QPointF(across * half.x(), down * half.y()))
            if place.intersects(QRectF(corner)):
                place.moveBottom(corner.top() - 2)
            painter.fillRect(place, _GROUND)
            painter.setPen(QColor(TEXT))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, letter)
            written.append(place.toAlignedRect())
    painter.setFont(plain)
    return written
