"""A figure as SVG, for HTML."""

from __future__ import annotations

from typing import assert_never

from markupsafe import Markup

from audit.report.figures.primitives import Anchor, Box, Circle, Drawing, Label, Line, Polygon, Primitive, hatching
from audit.report.texts import printable

_ANCHORS = {Anchor.START: "start", Anchor.MIDDLE: "middle", Anchor.END: "end"}


def svg(drawing: Drawing, alternative: str) -> Markup:
    """Return a drawing as an inline SVG that is as wide as its room."""
    marks = Markup("").join(_mark(mark) for mark in drawing.marks)
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _n(drawing.width), _n(drawing.height), printable(alternative), marks
    )


def _mark(mark: Primitive) -> Markup:
    match mark:
        case Line():
            dash = Markup(' stroke-dasharray="3 2"') if mark.dashed else ""
            return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="{}"{}/>').format(
                _n(mark.start[0]), _n(mark.start[1]), _n(mark.end[0]), _n(mark.end[1]), _grey(mark.grey), _n(mark.width), dash
            )
        case Box():
            (x, y), (width, height) = mark.corner, mark.size
            box = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="0.5"/>').format(
                _n(x), _n(y), _n(width), _n(height), _grey(mark.fill), _grey(mark.rim)
            )
            return box + Markup("").join(_mark(line) for line in (hatching(mark) if mark.hatched else ()))
        case Polygon():
            corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in mark.corners)
            return Markup('<polygon points="{}" fill="{}" stroke="#000" stroke-width="{}"/>').format(
                corners, _grey(0.0 if mark.full else 1.0), _n(mark.width)
            )
        case Circle():
            dash = Markup(' stroke-dasharray="1 1.6"') if mark.dotted else ""
            return Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="#000" stroke-width="0.9"{}/>').format(
                _n(mark.middle[0]), _n(mark.middle[1]), _n(mark.radius), _grey(0.0 if mark.full else 1.0), dash
            )
        case Label():
            weight = Markup(' font-weight="bold"') if mark.bold else ""
            return Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}"{}>{}</text>').format(
                _n(mark.place[0]), _n(mark.place[1]), _n(mark.size), _ANCHORS[mark.anchor], _grey(mark.grey), weight, printable(mark.text)
            )
        case _:
            assert_never(mark)


def _n(number: float) -> str:
    return f"{number:z.2f}".rstrip("0").rstrip(".")


def _grey(grey: float | None) -> str:
    if grey is None:
        return "none"
    part = f"{round(255 * grey):02x}"
    return f"#{part * 3}"
