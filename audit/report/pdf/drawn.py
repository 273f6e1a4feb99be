"""Draws a figure's primitives on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from reportlab.platypus import Flowable

from audit.report.figures.primitives import Anchor, Box, Circle, Drawing, Label, Line, Polygon, Primitive, hatching
from audit.report.pdf.lettering import Lettering


class Drawn(Flowable):  # type: ignore[misc]  # reportlab has no types.
    """A figure that is as wide as its room.

    Args:
        draw: Returns the drawing of a width.
        lettering: Sets its labels.
        spare: Points left free below it.
    """

    def __init__(self, draw: Callable[[float], Drawing], lettering: Lettering, spare: float = 0.0) -> None:
        super().__init__()
        self._draw, self._lettering, self._spare = draw, lettering, spare

    def wrap(self, room: float, _: float) -> tuple[float, float]:
        """Lay it out."""
        self._drawing = self._draw(room)
        return self._drawing.width, self._drawing.height + self._spare

    def draw(self) -> None:
        """Draw it."""
        self.canv.saveState()
        self.canv.translate(0, self._drawing.height + self._spare)
        for mark in self._drawing.marks:
            paint(self.canv, mark, self._lettering)
        self.canv.restoreState()


def paint(canvas: Any, mark: Primitive, lettering: Lettering) -> None:
    """Draw one primitive; the canvas stands at the upper left corner, where its own y goes upwards."""
    match mark:
        case Line():
            canvas.setStrokeGray(mark.grey)
            canvas.setLineWidth(mark.width)
            canvas.setDash([3, 2] if mark.dashed else [])
            canvas.line(mark.start[0], -mark.start[1], mark.end[0], -mark.end[1])
        case Box():
            _box(canvas, mark, lettering)
        case Polygon():
            path = canvas.beginPath()
            path.moveTo(mark.corners[0][0], -mark.corners[0][1])
            for x, y in mark.corners[1:]:
                path.lineTo(x, -y)
            path.close()
            _pen(canvas, mark.width, full=mark.full)
            canvas.drawPath(path, stroke=1, fill=1)
        case Circle():
            _pen(canvas, 0.9, full=mark.full)
            canvas.setDash([1, 1.6] if mark.dotted else [])
            canvas.circle(mark.middle[0], -mark.middle[1], mark.radius, stroke=1, fill=1)
        case Label():
            _label(canvas, mark, lettering)
        case _:
            assert_never(mark)


def _pen(canvas: Any, width: float, *, full: bool) -> None:
    canvas.setDash([])
    canvas.setLineWidth(width)
    canvas.setStrokeGray(0)
    canvas.setFillGray(0 if full else 1)


def _box(canvas: Any, box: Box, lettering: Lettering) -> None:
    (x, y), (width, height) = box.corner, box.size
    canvas.setDash([])
    canvas.setLineWidth(0.5)
    canvas.setFillGray(1 if box.fill is None else box.fill)
    canvas.setStrokeGray(1 if box.rim is None else box.rim)
    canvas.rect(x, -y - height, width, height, stroke=int(box.rim is not None), fill=int(box.fill is not None))
    for line in hatching(box) if box.hatched else ():
        paint(canvas, line, lettering)


def _label(canvas: Any, label: Label, lettering: Lettering) -> None:
    width = lettering.width(label.text, label.size, bold=label.bold)
    x = label.place[0] - {Anchor.START: 0.0, Anchor.MIDDLE: width / 2, Anchor.END: width}[label.anchor]
    canvas.setFillGray(label.grey)
    for font, part in lettering.runs(label.text, bold=label.bold):
        canvas.setFont(font, label.size)
        canvas.drawString(x, -label.place[1], part)
        x += canvas.stringWidth(part, font, label.size)
