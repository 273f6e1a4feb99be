"""Draws a rate or a mean over time, each month a point."""

from __future__ import annotations

from audit.report.charts import RateChart
from audit.report.figures.primitives import Anchor, Circle, Drawing, Label, Line, Primitive
from audit.report.figures.scale import GREY, SMALL, Scale, scale_of, width_of

_HEIGHT, _TOP, _FOOT, _LEFT, _RIGHT, _POINT = 72.0, 16.0, 18.0, 34.0, 10.0, 2.4


def draw_rates(chart: RateChart, width: float) -> Drawing:
    """Return the drawing; the films behind each point stand below it where there is room."""
    bottom = _TOP + _HEIGHT
    values = [point.value for point in chart.points]
    scale = scale_of(values, bottom, _TOP, most=4)
    places = _places(len(chart.points), width)
    marks: list[Primitive] = _axis(scale, width, chart.unit)
    marks += [
        Line((one, scale.at(before)), (other, scale.at(after)), 0.7, GREY)
        for one, other, before, after in zip(places, places[1:], values, values[1:], strict=False)
    ]
    for place, point in zip(places, chart.points, strict=True):
        if point.name in chart.changes:
            marks.append(Line((place, _TOP - 4), (place, bottom), 0.9, dashed=True))
            marks.append(Label((place, _TOP - 6), "change", SMALL, Anchor.MIDDLE))
        marks.append(Circle((place, scale.at(point.value)), _POINT, full=True))
    marks += _months(chart, places, bottom)
    return Drawing(width, bottom + _FOOT + 9, tuple(marks))


def _places(count: int, width: float) -> list[float]:
    room = width - _LEFT - _RIGHT
    return [_LEFT + room * (number + 0.5) / count for number in range(count)]


def _axis(scale: Scale, width: float, unit: str) -> list[Primitive]:
    marks: list[Primitive] = [Label((0, 8), unit, SMALL, grey=GREY)]
    for tick in scale.ticks():
        y = scale.at(tick)
        marks.append(Line((_LEFT, y), (width - _RIGHT, y), 0.3, 0.8))
        marks.append(Label((_LEFT - 4, y + 2.5), scale.tick_text(tick), SMALL, Anchor.END, grey=GREY))
    return marks


def _months(chart: RateChart, places: list[float], bottom: float) -> list[Primitive]:
    """Return names and films of as many months as have room."""
    room = max(width_of(point.name, SMALL) for point in chart.points) + 6
    step = max(1, -(-int(room * len(places)) // max(1, int(places[-1] - places[0] + room))))
    marks: list[Primitive] = []
    for place, point in list(zip(places, chart.points, strict=True))[::step]:
        marks.append(Label((place, bottom + 11), point.name, SMALL, Anchor.MIDDLE, grey=GREY))
        marks.append(Label((place, bottom + 21), str(point.films), SMALL, Anchor.MIDDLE, grey=GREY))
    return [*marks, Label((0, bottom + 21), "films", SMALL, grey=GREY)]
