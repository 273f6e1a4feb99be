"""What figures are drawn of: lines, boxes, polygons, circles and labels on a plane of points (1/72 inch), y downwards.

Greys are 0 (black) to 1 (white). Nothing is told by a grey alone: what matters differs in shape, hatching or dashes, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Point = tuple[float, float]


class Anchor(StrEnum):
    """Which end of a label stands at its place."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Line:
    """A straight line."""

    start: Point
    end: Point
    width: float = 0.7
    grey: float = 0.0
    dashed: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle from its upper left corner; hatched ones have slanting lines instead of a fill."""

    corner: Point
    size: Point
    fill: float | None = None
    hatched: bool = False
    rim: float | None = None


@dataclass(frozen=True)
class Polygon:
    """A closed shape, filled black or hollow."""

    corners: tuple[Point, ...]
    full: bool
    width: float = 0.8


@dataclass(frozen=True)
class Circle:
    """A circle, filled black or hollow."""

    middle: Point
    radius: float
    full: bool
    dotted: bool = False


@dataclass(frozen=True)
class Label:
    """A text on one line; its baseline is at the place."""

    place: Point
    text: str
    size: float
    anchor: Anchor = Anchor.START
    bold: bool = False
    grey: float = 0.0


Primitive = Line | Box | Polygon | Circle | Label


@dataclass(frozen=True)
class Drawing:
    """A figure, ready to be drawn; later marks lie over earlier ones."""

    width: float
    height: float
    marks: tuple[Primitive, ...]


def hatching(box: Box, step: float = 3.0) -> tuple[Line, ...]:
    """Return the slanting lines of a hatched box, cut at its rim."""
    (x, y), (width, height) = box.corner, box.size
    lines = []
    offset = step
    while offset < width + height:
        start = (x + min(offset, width), y + max(0.0, offset - width))
        end = (x + max(0.0, offset - height), y + min(offset, height))
        lines.append(Line(start, end, 0.4, 0.45))
        offset += step
    return tuple(lines)
