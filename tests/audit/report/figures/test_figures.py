"""Figures: numbers stand at their places, and what matters is told without colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.report.charts import Chart, ControlStrip, IntervalChart, RateChart
from audit.report.figures.draw import draw
from audit.report.figures.primitives import Box, Circle, Drawing, Label, Line, Polygon, hatching
from audit.report.figures.scale import scale_of
from tests.audit.report.documents import INTERVALS, RATES, STRIP

_CHARTS = (INTERVALS, STRIP, RATES)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.integers(3, 8))
def test_a_scale_holds_all_values_in_order_between_round_ticks(values: list[float], most: int) -> None:
    scale = scale_of(values, 10.0, 110.0, most=most)
    assert scale.low <= min(values) + 1e-9 * scale.step
    assert scale.high >= max(values) - 1e-9 * scale.step
    places = [scale.at(value) for value in sorted(values)]
    assert places == sorted(places)
    assert all(10.0 <= place <= 110.0 for place in places)
    ticks = scale.ticks()
    assert 2 <= len(ticks) <= most + 3
    assert all(after - before == pytest.approx(scale.step) for before, after in pairwise(ticks))


def _extent(drawing: Drawing) -> tuple[float, float, float, float]:
    points = []
    for mark in drawing.marks:
        match mark:
            case Line():
                points += [mark.start, mark.end]
            case Box():
                points += [mark.corner, (mark.corner[0] + mark.size[0], mark.corner[1] + mark.size[1])]
            case Polygon():
                points += mark.corners
            case Circle():
                points.append(mark.middle)
            case Label():
                points.append(mark.place)
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


@pytest.mark.parametrize("chart", _CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("width", [200.0, 500.0])
def test_nothing_is_drawn_beyond_the_figure(chart: Chart, width: float) -> None:
    drawing = draw(chart, width)
    left, top, right, bottom = _extent(drawing)
    assert left >= -4
    assert top >= 0
    assert right <= width + 4
    assert bottom <= drawing.height


@pytest.mark.parametrize("chart", [replace(INTERVALS, rows=()), replace(STRIP, rows=()), replace(RATES, points=())])
def test_a_chart_of_nothing_is_an_empty_figure(chart: Chart) -> None:
    assert draw(chart, 300).marks == ()


def _polygons(chart: ControlStrip | IntervalChart) -> list[Polygon]:
    return [mark for mark in draw(chart, 400).marks if isinstance(mark, Polygon)]


def test_support_is_told_by_a_full_diamond_and_the_floor_by_hatching() -> None:
    assert [mark.full for mark in _polygons(STRIP)] == [True, False]
    boxes = [mark for mark in draw(STRIP, 400).marks if isinstance(mark, Box)]
    assert [box.hatched for box in boxes] == [True], "one floor is known"
    assert hatching(boxes[0])


def test_a_hatched_box_is_hatched_within_its_rim() -> None:
    box = Box((10, 20), (30, 8), hatched=True)
    for line in hatching(box):
        for x, y in (line.start, line.end):
            assert 10 <= x <= 40
            assert 20 <= y <= 28


def test_a_change_is_a_dashed_line_at_its_month() -> None:
    def dashed(chart: RateChart) -> int:
        return sum(isinstance(mark, Line) and mark.dashed for mark in draw(chart, 400).marks)

    assert (dashed(RATES), dashed(replace(RATES, changes=()))) == (1, 0)


def test_the_numbers_of_an_interval_stand_beside_it() -> None:
    assert "12 (8 to 17)  34 of 120" in [mark.text for mark in draw(INTERVALS, 500).marks if isinstance(mark, Label)]
