"""Measures on the screen: lines as fine at every zoom, and over all lines the words of each beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from app.desktop.measures.view import Drawn
from app.desktop.theme import TEXT, cosmetic
from app.desktop.viewer.marks import placed as places
from app.site.measures import Kind

_LINE = QColor("#f2a3d9")
"""No colour of an outline, of a test or of a map."""
_SHADOW, _GROUND = QColor(0, 0, 0, 150), QColor(0, 0, 0, 215)
_TICK, _ROOM = 12, QSize(12, 6)
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def draw_lines(painter: QPainter, measures: Sequence[Drawn], placed: QTransform) -> None:
    """Draw the lines of measures.

    Args:
        painter: On the screen.
        measures: In film pixels.
        placed: From film pixels to the screen, by quarter turns and flips at most.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for drawn in measures:
        start, end = (placed.map(QPointF(*point)) for point in (drawn.measure.start, drawn.measure.end))
        style = Qt.PenStyle.SolidLine if drawn.by_hand else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (cosmetic(_SHADOW, 4), cosmetic(QColor(TEXT) if drawn.picked else _LINE, 3 if drawn.picked else 2, style)):
            painter.setPen(pen)
            _draw(painter, drawn.measure.kind, start, end)


def write_words(painter: QPainter, measures: Sequence[Drawn], placed: QTransform, view: QRect, taken: Sequence[QRect]) -> None:
    """Write the words of measures.

    Args:
        painter: On the screen.
        measures: In film pixels.
        placed: As for their lines.
        view: What is seen, in which all words stay.
        taken: Where other texts stand.
    """
    lines = [QLineF(*(placed.map(QPointF(*point)) for point in (drawn.measure.start, drawn.measure.end))) for drawn in measures]
    boxes = [QRectF(line.p1(), line.p2()).normalized().toAlignedRect().adjusted(-4, -4, 4, 4) for line in lines]
    sizes = [painter.fontMetrics().boundingRect(view, _FLAGS, drawn.text).size() + _ROOM for drawn in measures]
    for drawn, place in zip(measures, places(boxes, sizes, [True] * len(boxes), view, taken), strict=True):
        if place is not None:
            painter.fillRect(place, _GROUND)
            painter.setPen(QColor(TEXT))
            painter.drawText(place.adjusted(6, 3, -6, -3), _FLAGS, drawn.text)


def _draw(painter: QPainter, kind: Kind, start: QPointF, end: QPointF) -> None:
    if kind == Kind.RECTANGLE:
        painter.drawRect(QRectF(start, end).normalized())
    elif kind == Kind.ELLIPSE:
        painter.drawEllipse(QRectF(start, end).normalized())
    else:
        line = QLineF(start, end)
        painter.drawLine(line)
        for point in (start, end):
            tick = QLineF.fromPolar(_TICK, line.angle() + 90)
            painter.drawLine(tick.translated(point - tick.center()))
