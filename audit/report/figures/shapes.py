"""Draws the shape of a verdict, as the window does, in black."""

from __future__ import annotations

from collections.abc import Callable

from audit.report.charts import Shape
from audit.report.figures.primitives import Circle, Drawing, Line, Point, Polygon, Primitive

_DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
_LEFT_HALF = ((0.0, -1.0), (0.0, 1.0), (-1.0, 0.0))
_DOWN = ((-0.95, -0.75), (0.95, -0.75), (0.0, 0.9))
_UP = ((-0.95, 0.75), (0.95, 0.75), (0.0, -0.9))
_SQUARE = ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85))
_DIAGONALS = (_SQUARE[::2], _SQUARE[1::2])


def draw_shape(shape: Shape, side: float) -> Drawing:
    """Return the shape in a square of this side."""
    radius, middle = side / 2 - 1, (side / 2, side / 2)

    def placed(corner: Point) -> Point:
        return side / 2 + radius * corner[0], side / 2 + radius * corner[1]

    def polygon(corners: tuple[Point, ...], full: bool) -> Polygon:
        return Polygon(tuple(map(placed, corners)), full, 1.2)

    drawn: dict[Shape, Callable[[], list[Primitive]]] = {
        Shape.FULL_DIAMOND: lambda: [polygon(_DIAMOND, True)],
        Shape.FULL_TRIANGLE: lambda: [polygon(_DOWN, True)],
        Shape.HALF_DIAMOND: lambda: [polygon(_DIAMOND, False), polygon(_LEFT_HALF, True)],
        Shape.HOLLOW_TRIANGLE: lambda: [polygon(_UP, False)],
        Shape.DOTTED_CIRCLE: lambda: [Circle(middle, radius, full=False, dotted=True), Circle(middle, radius / 4, full=True)],
        Shape.CROSSED_SQUARE: lambda: [polygon(_SQUARE, False), *(Line(placed(a), placed(b), 1.2) for a, b in _DIAGONALS)],
        Shape.HOLLOW_CIRCLE: lambda: [Circle(middle, 0.9 * radius, full=False)],
        Shape.DASH: lambda: [Line(placed((-0.6, 0)), placed((0.6, 0)), 1.6)],
    }  # fmt: skip
    return Drawing(side, side, tuple(drawn[shape]()))
