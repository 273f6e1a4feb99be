"""Where a film lies on the view: its scale, and where its upper left corner is, as a transform from film pixels to logical pixels."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from app.desktop.viewer.facing import Facing

_MARGIN = 2
_SMALLEST, _LARGEST = 0.05, 40.0
_KEPT = 40
"""Logical pixels of a film that a move leaves in the view."""


def fitted(film: QRectF, view: QRectF) -> QTransform:
    """Return where the whole film is seen, in the middle of the view."""
    room = view.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
    scale = max(min(room.width() / film.width(), room.height() / film.height()), 1e-3)
    return _about(film.center(), view.center(), scale)


def zoomed(placed: QTransform, film: QRectF, at: QPointF, factor: float) -> QTransform:
    """Scale a film about a place of the view; beside the film, about the film's nearest point, so that it does not flee.

    Args:
        placed: Where the film lies.
        film: In film pixels.
        at: Place of the view whose film point stays.
        factor: Above 1 the film grows; the scale ends between 0.05 and 40 logical pixels a film pixel.
    """
    point = placed.inverted()[0].map(at)
    nearest = QPointF(min(max(point.x(), film.left()), film.right()), min(max(point.y(), film.top()), film.bottom()))
    before = placed.m11()
    scale = min(max(before * factor, min(_SMALLEST, before)), max(_LARGEST, before))
    return _about(nearest, placed.map(nearest), scale)


def moved(placed: QTransform, film: QRectF, view: QRectF, by: QPointF) -> QTransform:
    """Move a film on the view, by logical pixels; a strip of it stays in the view."""
    seen = placed.mapRect(film)
    strip = QPointF(min(_KEPT, seen.width()), min(_KEPT, seen.height()))
    left = min(max(seen.left() + by.x(), view.left() + strip.x() - seen.width()), view.right() - strip.x())
    top = min(max(seen.top() + by.y(), view.top() + strip.y() - seen.height()), view.bottom() - strip.y())
    return _about(film.topLeft(), QPointF(left, top), placed.m11())


def on_device_pixels(placed: QTransform, corner: QPointF, ratio: float) -> QTransform:
    """Lay a film that has one device pixel a film pixel on whole device pixels, where nothing blurs it; others stay.

    Args:
        placed: Where the film lies.
        corner: Of the view in its window.
        ratio: Device pixels a logical pixel.
    """
    if abs(placed.m11() * ratio - 1) > 1e-6:
        return placed
    left, top = (round((start + by) * ratio) / ratio - start for start, by in ((corner.x(), placed.dx()), (corner.y(), placed.dy())))
    return QTransform(1 / ratio, 0, 0, 1 / ratio, left, top)


def _about(point: QPointF, place: QPointF, scale: float) -> QTransform:
    """Return the transform that brings a film point to a place of the view."""
    return QTransform(scale, 0, 0, scale, place.x() - scale * point.x(), place.y() - scale * point.y())


def laid(facing: Facing, rows: int, columns: int) -> QTransform:
    """Return the transform from a film's pixels to the same film as it lies on the screen, whose upper left corner is 0, 0 again."""
    flipped = QTransform(-1, 0, 0, 1, columns, 0) if facing.flipped else QTransform()
    for turn in range(facing.turns):
        flipped *= QTransform(0, 1, -1, 0, columns if turn % 2 else rows, 0)
    return flipped
