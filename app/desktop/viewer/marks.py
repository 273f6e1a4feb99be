"""Boxes over the film, and where their texts find room: on the film, beside each other, off the frames of other boxes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGraphicsRectItem

from app.desktop.theme import PROBLEM, TEXT, cosmetic
from app.desktop.viewer.view import Mark

LOCALISED = (201, 160, 245)
_GROUND = QColor(0, 0, 0, 215)
_OVERLAP, _CROSSING = 100_000, 10
_ROWS = 2
"""How many rows a text may lie off its box for each text that stands already: two that are not in line take room for two."""
_SIDES = 8


def box_of(mark: Mark) -> QGraphicsRectItem:
    """Return the frame of a mark; a challenged region is dashed."""
    x0, y0, x1, y1 = mark.box
    item = QGraphicsRectItem(x0, y0, x1 - x0, y1 - y0)
    item.setPen(cosmetic(QColor("#000000"), 4))
    item.setZValue(4)
    line = QGraphicsRectItem(item.rect(), item)
    line.setPen(cosmetic(_colour(mark), 2, Qt.PenStyle.DashLine if mark.challenged else Qt.PenStyle.SolidLine))
    return item


def draw_texts(
    painter: QPainter, marks: Sequence[Mark], boxes: Sequence[QRect], film: QRect, view: QRect, taken: Sequence[QRect]
) -> list[QRect]:
    """Write the texts of marks on the film; where that is too narrow for one, beside it too, and no wider than the view.

    Args:
        painter: On the screen.
        marks: What is written.
        boxes: Where each mark's box is on the screen.
        film: Where the film is on the screen.
        view: What is seen.
        taken: Where other texts stand.

    Returns:
        Where the texts stand.
    """
    metrics, area = painter.fontMetrics(), film.intersected(view)
    sizes = [QSize(min(metrics.horizontalAdvance(mark.text) + _SIDES, view.width()), metrics.height()) for mark in marks]
    if any(size.width() > area.width() for size in sizes):
        area = QRect(view.left(), area.top(), view.width(), area.height())
    places = placed(boxes, sizes, [mark.challenged for mark in marks], area, taken)
    for mark, place in zip(marks, places, strict=True):
        if place is not None:
            painter.fillRect(place, _GROUND)
            painter.setPen(_colour(mark))
            text = metrics.elidedText(mark.text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return [place for place in places if place is not None]


def placed(
    boxes: Sequence[QRect], sizes: Sequence[QSize], below: Sequence[bool], area: QRect, taken: Sequence[QRect]
) -> list[QRect | None]:
    """Find a place for the text of each box: at its upper or lower edge, else some rows off it, within the area, where it covers least.

    Args:
        boxes: On the screen.
        sizes: Of the texts.
        below: Whether a text belongs to the lower edge rather than to the upper one.
        area: Which no text leaves, as far as it has room.
        taken: Where other texts stand.

    Returns:
        None for a box that lies outside the area.
    """
    found: list[QRect | None] = []
    standing = list(taken)
    for number, (box, size) in enumerate(zip(boxes, sizes, strict=True)):
        if not box.intersects(area):
            found.append(None)
            continue
        others = [other for position, other in enumerate(boxes) if position != number]
        best, covers = _best(_corners(box, size, below=below[number]), size, area, standing, others)
        if covers:
            best, _ = _best(_rows_off(box, size, _ROWS * (len(standing) + 1)), size, area, standing, others)
        standing.append(best)
        found.append(best)
    return found


def _best(corners: Sequence[QPoint], size: QSize, area: QRect, standing: Sequence[QRect], others: Sequence[QRect]) -> tuple[QRect, bool]:
    """Return the place that covers least, the first of equal ones, and whether it covers another text."""
    places = [_within(QRect(corner, size), area) for corner in corners]
    costs = [
        order + sum(_OVERLAP for one in standing if one.intersects(place)) + sum(_CROSSING for one in others if _crosses(place, one))
        for order, place in enumerate(places)
    ]
    least = min(costs)
    return places[costs.index(least)], least >= _OVERLAP


def _corners(box: QRect, size: QSize, *, below: bool) -> list[QPoint]:
    """Return where a text may begin, the most wanted first."""
    left, right = box.left(), box.right() + 1 - size.width()
    upper = [box.top() - size.height(), box.top()]
    lower = [box.bottom() + 1, box.bottom() + 1 - size.height()]
    rows = lower + upper if below else upper + lower
    return [QPoint(x, y) for y in rows for x in (left, right)]


def _rows_off(box: QRect, size: QSize, rows: int) -> list[QPoint]:
    """Return where a text may begin that stands above or below its box, with room for other texts between, the nearest first."""
    lefts = (box.left(), box.right() + 1 - size.width())
    offs = [(box.top() - size.height() - step, box.bottom() + 1 + step) for step in range(0, rows * size.height(), size.height() // 2 or 1)]
    return [QPoint(x, y) for pair in offs for y in pair for x in lefts]


def _within(place: QRect, area: QRect) -> QRect:
    x = max(area.left(), min(place.left(), area.right() + 1 - place.width()))
    y = max(area.top(), min(place.top(), area.bottom() + 1 - place.height()))
    return QRect(QPoint(x, y), place.size())


def _crosses(place: QRect, box: QRect) -> bool:
    return place.intersects(box) and not box.adjusted(3, 3, -3, -3).contains(place)


def _colour(mark: Mark) -> QColor:
    return QColor(*LOCALISED) if mark.localisation else QColor(PROBLEM if mark.challenged else TEXT)
