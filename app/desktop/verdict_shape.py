"""The shape of a verdict, which tells it as its name does; a colour only draws the eye."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.theme import PROBLEM, QUIET, TEXT
from models.values.verdict import Verdict

_DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
_LEFT_HALF = ((0.0, -1.0), (0.0, 1.0), (-1.0, 0.0))
_DOWN = ((-0.95, -0.75), (0.95, -0.75), (0.0, 0.9))
_UP = ((-0.95, 0.75), (0.95, 0.75), (0.0, -0.9))
_PEN = 1.5
COLOURS = {
    Verdict.DEPENDENT_ON_OUTSIDE: PROBLEM, Verdict.SUPPRESSED_BY_OUTSIDE: PROBLEM, Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT: PROBLEM,
    Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED: PROBLEM, Verdict.UNDETERMINED: TEXT, Verdict.NOT_ASSESSABLE: TEXT,
    Verdict.NO_OUTSIDE_DEPENDENCE_FOUND: QUIET, Verdict.NOT_CHALLENGED: QUIET,
}  # fmt: skip
"""None is green, since no verdict is an all-clear."""


def paint_shape(painter: QPainter, room: QRectF, verdict: Verdict, colour: str | None = None) -> None:
    """Draw the shape of a verdict in the middle of its room, in its colour or in another."""
    radius = min(room.width(), room.height()) / 2 - _PEN
    drawn = QColor(colour or COLOURS[verdict])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(drawn, _PEN))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _DRAWN[verdict](painter, room.center(), radius, drawn)
    painter.restore()


def _points(corners: tuple[tuple[float, float], ...], middle: QPointF, radius: float) -> QPolygonF:
    return QPolygonF([middle + QPointF(x * radius, y * radius) for x, y in corners])


def _full(*corners: tuple[float, float]) -> Callable[[QPainter, QPointF, float, QColor], None]:
    def draw(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
        painter.setBrush(QBrush(colour))
        painter.drawPolygon(_points(corners, middle, radius))

    return draw


def _half_diamond(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    painter.drawPolygon(_points(_DIAMOND, middle, radius))
    painter.setBrush(QBrush(colour))
    painter.drawPolygon(_points(_LEFT_HALF, middle, radius))


def _hollow_triangle(painter: QPainter, middle: QPointF, radius: float, _: QColor) -> None:
    painter.drawPolygon(_points(_UP, middle, radius))


def _dotted_circle(painter: QPainter, middle: QPointF, radius: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, _PEN, Qt.PenStyle.DotLine))
    painter.drawEllipse(middle, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colour))
    painter.drawEllipse(middle, 0.25 * radius, 0.25 * radius)


def _crossed_square(painter: QPainter, middle: QPointF, radius: float, _: QColor) -> None:
    side = 0.85 * radius
    square = QRectF(middle.x() - side, middle.y() - side, 2 * side, 2 * side)
    painter.drawRect(square)
    painter.drawLine(square.topLeft(), square.bottomRight())
    painter.drawLine(square.topRight(), square.bottomLeft())


def _hollow_circle(painter: QPainter, middle: QPointF, radius: float, _: QColor) -> None:
    painter.drawEllipse(middle, 0.9 * radius, 0.9 * radius)


def _dash(painter: QPainter, middle: QPointF, radius: float, _: QColor) -> None:
    painter.drawLine(middle - QPointF(0.6 * radius, 0), middle + QPointF(0.6 * radius, 0))


_DRAWN: dict[Verdict, Callable[[QPainter, QPointF, float, QColor], None]] = {
    Verdict.DEPENDENT_ON_OUTSIDE: _full(*_DIAMOND), Verdict.SUPPRESSED_BY_OUTSIDE: _full(*_DOWN),
    Verdict.DEPENDENT_ON_PLAUSIBLE_CONTEXT: _half_diamond, Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED: _hollow_triangle,
    Verdict.UNDETERMINED: _dotted_circle, Verdict.NOT_ASSESSABLE: _crossed_square, Verdict.NO_OUTSIDE_DEPENDENCE_FOUND: _hollow_circle,
    Verdict.NOT_CHALLENGED: _dash,
}  # fmt: skip


def shape_icon(verdict: Verdict, side: int) -> QIcon:
    """Return the shape of a verdict as an icon, sharp on screens of up to four pixels a logical one."""
    drawn = QPixmap(4 * side, 4 * side)
    drawn.setDevicePixelRatio(4)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_shape(painter, QRectF(0, 0, side, side), verdict)
    painter.end()
    icon = QIcon(drawn)
    icon.addPixmap(drawn, QIcon.Mode.Selected)  # Else a style mixes the colour of a selection in, and amber turns green.
    return icon


class VerdictShape(QWidget):
    """The shape of one verdict, as large as the font beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._verdict: Verdict | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = self.fontMetrics().height()
        return QSize(side, side)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Draw a verdict's shape; None takes no room."""
        self._verdict = verdict
        self.setVisible(verdict is not None)
        self.update()

    def verdict(self) -> Verdict | None:
        """Return whose shape is drawn."""
        return self._verdict

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._verdict is not None:
            painter = QPainter(self)
            paint_shape(painter, QRectF(self.rect()), self._verdict)
            painter.end()
