"""The scale of the picture of a test."""

from __future__ import annotations

from app.desktop.review.view import TestPicture

_ROOM = 0.06
"""Of the scale's width, what is left free at each end."""
_LEAST = 0.1
"""Logits that a scale reaches at least, so that noise is not drawn large."""


def span(picture: TestPicture) -> tuple[float, float]:
    """Return the ends of the picture's scale, in logits: everything that is drawn lies between them."""
    marks = [picture.before, picture.threshold]
    for row in picture.rows:
        marks.append(picture.before - row.delta)
        marks += [picture.before - delta for delta in row.own or ()]
        marks += [] if row.floor is None else [picture.before - picture.direction * row.floor]
    low, high = min(marks), max(marks)
    missing = max(_LEAST - (high - low), 0) / 2
    room = _ROOM * max(high - low, _LEAST)
    return low - missing - room, high + missing + room
