"""Draws a score before and after each filler, beside what control places do."""

from __future__ import annotations

from audit.report.charts import ControlStrip, StripRow
from audit.report.figures.primitives import Anchor, Box, Drawing, Label, Line, Polygon, Primitive
from audit.report.figures.scale import GREY, SMALL, Scale, axis_below, cut, scale_of, width_of

_ROW, _TOP, _FOOT, _GAP, _DIAMOND = 17.0, 14.0, 26.0, 6.0, 4.0


def draw_strip(chart: ControlStrip, width: float) -> Drawing:
    """Return the drawing: a hatched floor, an arrow from before to after, and a diamond, full where the filler supports dependence."""
    names = max(width_of(row.name, SMALL) for row in chart.rows) + _GAP
    right = max(width_of(row.note, SMALL) for row in chart.rows) + _GAP
    floors = [chart.before + sign * row.floor for row in chart.rows if row.floor is not None for sign in (-1, 1)]
    ends = [chart.before, chart.threshold, *floors, *(row.after for row in chart.rows)]
    scale = scale_of(ends, names, width - right - _GAP, most=6)
    bottom = _TOP + _ROW * len(chart.rows)
    marks = axis_below(scale, _TOP, bottom, "score (logits)")
    for number, row in enumerate(chart.rows):
        marks += _row(row, chart.before, _TOP + _ROW * (number + 0.5), scale, (names, width))
    marks += _heads(chart, scale, bottom)
    return Drawing(width, bottom + _FOOT, tuple(marks))


def _heads(chart: ControlStrip, scale: Scale, bottom: float) -> list[Primitive]:
    before, threshold = scale.at(chart.before), scale.at(chart.threshold)
    told = ("score before", "threshold")
    first, second = (Anchor.START, Anchor.END) if before >= threshold else (Anchor.END, Anchor.START)
    if abs(before - threshold) > width_of("".join(told), SMALL):
        first, second = Anchor.MIDDLE, Anchor.MIDDLE
    return [
        Line((before, _TOP - 3), (before, bottom), 1.0), Label((before, _TOP - 6), told[0], SMALL, first),
        Line((threshold, _TOP - 3), (threshold, bottom), 0.9, GREY, dashed=True),
        Label((threshold, _TOP - 6), told[1], SMALL, second, grey=GREY),
    ]  # fmt: skip


def _row(row: StripRow, before: float, y: float, scale: Scale, rooms: tuple[float, float]) -> list[Primitive]:
    names, width = rooms
    start, end = scale.at(before), scale.at(row.after)
    diamond = ((end, y - _DIAMOND), (end + _DIAMOND, y), (end, y + _DIAMOND), (end - _DIAMOND, y))
    marks: list[Primitive] = [Label((0, y + 2.5), cut(row.name, names, SMALL), SMALL)]
    if row.floor is not None:
        left, right = scale.at(before - row.floor), scale.at(before + row.floor)
        marks.append(Box((left, y - 5), (right - left, 10), fill=0.93, hatched=True, rim=0.6))
    return [
        *marks,
        Line((start, y), (end, y), 1.2),
        Polygon(diamond, full=row.supports),
        Label((width, y + 2.5), row.note, SMALL, Anchor.END),
    ]
