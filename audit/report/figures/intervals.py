"""Draws values with their intervals, one below the other."""

from __future__ import annotations

from audit.report.charts import IntervalChart, IntervalRow
from audit.report.figures.primitives import Anchor, Drawing, Label, Line, Polygon, Primitive
from audit.report.figures.scale import GREY, SMALL, Scale, axis_below, cut, scale_of, width_of

_ROW, _TOP, _FOOT, _GAP, _DIAMOND = 15.0, 4.0, 26.0, 6.0, 3.4


def draw_intervals(chart: IntervalChart, width: float) -> Drawing:
    """Return the drawing of an interval chart.

    Args:
        chart: With at least one row.
        width: Of all of it, in points.
    """
    texts = [_numbers(row, chart.decimals) for row in chart.rows]
    names = min(0.34 * width, max(width_of(row.name, SMALL) for row in chart.rows) + _GAP)
    right = min(0.38 * width, max(width_of(text, SMALL) for text in texts) + _GAP)
    ends = [bound for row in chart.rows for bound in (row.shown.low, row.shown.high, row.shown.value)]
    scale = scale_of(ends + ([chart.line] if chart.line is not None else []), names, width - right - _GAP, most=5)
    bottom = _TOP + _ROW * len(chart.rows)
    marks = axis_below(scale, _TOP, bottom, chart.unit)
    if chart.line is not None:
        marks.append(Line((scale.at(chart.line), _TOP), (scale.at(chart.line), bottom), 0.8, GREY, dashed=True))
    for number, (row, text) in enumerate(zip(chart.rows, texts, strict=True)):
        marks += _row(row, text, _TOP + _ROW * (number + 0.5), scale, (names, right, width))
    return Drawing(width, bottom + _FOOT, tuple(marks))


def _row(row: IntervalRow, text: str, y: float, scale: Scale, rooms: tuple[float, float, float]) -> list[Primitive]:
    names, right, width = rooms
    low, value, high = (scale.at(one) for one in (row.shown.low, row.shown.value, row.shown.high))
    diamond = ((value, y - _DIAMOND), (value + _DIAMOND, y), (value, y + _DIAMOND), (value - _DIAMOND, y))
    return [
        Label((0, y + 2.5), cut(row.name, names - _GAP, SMALL), SMALL),
        Line((low, y), (high, y), 1.1), Line((low, y - 3), (low, y + 3), 1.1), Line((high, y - 3), (high, y + 3), 1.1),
        Polygon(diamond, full=True), Label((width, y + 2.5), cut(text, right, SMALL), SMALL, Anchor.END),
    ]  # fmt: skip


def _numbers(row: IntervalRow, decimals: int) -> str:
    value, low, high = (f"{one:z.{decimals}f}" for one in (row.shown.value, row.shown.low, row.shown.high))
    return f"{value} ({low} to {high}){f'  {row.note}' if row.note else ''}"
