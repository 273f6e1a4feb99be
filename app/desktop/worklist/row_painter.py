"""Draws one film of the worklist: its picture, its name, its verdict's shape, and up to three lines of what is known of it."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.desktop.theme import ACCENT, GROUND, PROBLEM, QUIET, RAISED, TEXT
from app.desktop.verdict_shape import paint_shape
from app.desktop.worklist.view import FilmRow, FilmState

ROW = Qt.ItemDataRole.UserRole
_PICTURE, _BEFORE, _AFTER, _GAP = 52, 20, 8, 4
_LINES = 3
_LONGEST, _WIDEST = "Attention outside, not confirmed", "Attention outside,"
_BREAKS = re.compile(r" · | (?=\()|(?<=[a-z,]) (?=[a-z])(?![^(]*\))")
"""Between parts, before a bracket, and between words that are in none."""
_Index = QModelIndex | QPersistentModelIndex


def wished_width(metrics: QFontMetrics) -> int:
    """Return the width in which each part of a row's line stands on one line."""
    return _PICTURE + _BEFORE + _room(metrics, _LONGEST) + _AFTER


def least_width(metrics: QFontMetrics) -> int:
    """Return the width in which the first part of a row's line, the verdict, is read whole on two lines."""
    return _PICTURE + _BEFORE + _room(metrics, _WIDEST) + _AFTER


def _room(metrics: QFontMetrics, text: str) -> int:
    return metrics.horizontalAdvance(text) + 1  # Which rounds down what is measured for an ellipsis.


def broken(line: str, fits: Callable[[str], bool]) -> list[str]:
    """Break a line between its parts, before a bracket and between words, so that each piece is as long as has room.

    The last of three takes the rest.
    """
    pieces: list[str] = []
    start, breaks = 0, list(_BREAKS.finditer(line))
    ends = [found.start() for found in breaks[1:]] + [len(line)]
    for here, until in zip(breaks, ends, strict=False):
        if not fits(line[start:until]) and len(pieces) < _LINES - 1:
            pieces.append(line[start : here.start()])
            start = here.end()
    return [*pieces, line[start:]]


class RowPainter(QStyledItemDelegate):
    """Draws rows that are all of one height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, max(_PICTURE, option.fontMetrics.height() * (1 + _LINES)) + 12)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: FilmRow = index.data(ROW)
        area: QRect = option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(RAISED))
            painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(ACCENT))
        picture = QRect(area.left() + 10, area.top() + (area.height() - _PICTURE) // 2, _PICTURE, _PICTURE)
        painter.fillRect(picture, QColor(GROUND))
        _draw_thumbnail(painter, picture, row.thumbnail)
        _draw_text(painter, area.adjusted(_PICTURE + _BEFORE, 0, -_AFTER, 0), row)
        painter.restore()


def _draw_thumbnail(painter: QPainter, place: QRect, thumbnail: bytes | None) -> None:
    pixmap = QPixmap()
    if thumbnail and pixmap.loadFromData(thumbnail):
        pixmap = pixmap.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        painter.drawPixmap(place.center() - pixmap.rect().center(), pixmap)


def _draw_text(painter: QPainter, area: QRect, row: FilmRow) -> None:
    """Write the name, shortened in its middle, with the verdict's shape at its end, and below what is known."""
    metrics = painter.fontMetrics()
    said = broken(row.line, lambda text: metrics.horizontalAdvance(text) <= area.width())
    height = metrics.height()
    line = QRect(area.left(), area.center().y() - height * (1 + len(said)) // 2, area.width(), height)
    name = line.adjusted(0, 0, -height - _GAP if row.verdict else 0, 0)
    if row.verdict:
        paint_shape(painter, QRectF(name.right() + _GAP, name.top(), height, height), row.verdict)
    painter.setPen(QColor(TEXT))
    painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, name.width()))
    painter.setPen(QColor(PROBLEM if row.state in {FilmState.REFUSED, FilmState.FAILED} else QUIET))
    for text in said:
        line.translate(0, height)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()))
