"""Measures on the screen: lines as fine at every zoom, each with its words beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from app.desktop.measures.view import Drawn
from app.desktop.theme import ACCENT, TEXT, cosmetic
from app.site.measures import Kind

_SHADOW, _GROUND = QColor(0, 0, 0, 150), QColor(0, 0, 0, 190)
_TICK, _GAP = 12, 8


def draw_measures(painter: QPainter, measures: Sequence[Drawn], placed: QTransform, view: QRect) -> None:
    """Draw measures.

    Args:
        painter: On the screen.
        measures: In film pixels.
        placed: From film pixels to the screen, by quarter turns and flips at most.
        view: What is seen, in which all words stay.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for drawn in measures:
        start, end = (placed.map(QPointF(*point)) for point in (drawn.measure.start, drawn.measure.end))
        style = Qt.PenStyle.SolidLine if drawn.by_hand else Qt.PenStyle.DashLine
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (cosmetic(_SHADOW, 4), cosmetic(QColor(ACCENT if drawn.by_hand else TEXT), 2, style)):
            painter.setPen(pen)
            _draw(painter, drawn.measure.kind, start, end)
    for drawn in measures:
        _write(painter, drawn.text, placed.map(QPointF(*drawn.measure.end)), view)


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


def _write(painter: QPainter, text: str, beside: QPointF, view: QRect) -> None:
    """Write words below and to the right of a point; where there is no room, as near as there is."""
    if not text or not view.contains(beside.toPoint()):
        return
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    size = QSizeF(painter.fontMetrics().boundingRect(view, flags, text).size()) + QSizeF(12, 6)
    place = QRectF(beside + QPointF(_GAP, _GAP), size)
    place.moveLeft(max(min(place.left(), view.right() - size.width()), view.left()))
    place.moveTop(max(min(place.top(), view.bottom() - size.height()), view.top()))
    painter.fillRect(place, _GROUND)
    painter.setPen(QColor(TEXT))
    painter.drawText(place.adjusted(6, 3, -6, -3), flags, text)
