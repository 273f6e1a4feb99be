"""Which measure is meant by a place: distances in closed form."""

from __future__ import annotations

import math

import pytest

from app.desktop.measures.picking import Point, distance, picked
from app.site.measures import Kind, Measure

RULER = Measure(Kind.RULER, (0.0, 0.0), (30.0, 40.0))
BOX = Measure(Kind.RECTANGLE, (50.0, 10.0), (10.0, 90.0))
CIRCLE = Measure(Kind.ELLIPSE, (100.0, 100.0), (140.0, 140.0))


@pytest.mark.parametrize(
    ("measure", "at", "expected"),
    [
        (RULER, (15.0, 20.0), 0.0), (RULER, (19.0, 17.0), 5.0), (RULER, (-3.0, -4.0), 5.0), (RULER, (36.0, 48.0), 10.0),
        (BOX, (10.0, 50.0), 0.0), (BOX, (30.0, 50.0), 20.0), (BOX, (30.0, 95.0), 5.0), (BOX, (53.0, 94.0), 5.0),
        (CIRCLE, (140.0, 120.0), 0.0), (CIRCLE, (120.0, 130.0), 10.0), (CIRCLE, (120.0, 160.0), 20.0), (CIRCLE, (120.0, 120.0), 20.0),
        (Measure(Kind.RULER, (5.0, 5.0), (5.0, 5.0)), (8.0, 9.0), 5.0), (Measure(Kind.ELLIPSE, (5.0, 5.0), (9.0, 5.0)), (7.0, 8.0), 3.0),
    ],
)  # fmt: skip
def test_how_far_a_place_is_from_a_line(measure: Measure, at: Point, expected: float) -> None:
    assert math.isclose(distance(measure, at), expected, abs_tol=1e-9)


def test_the_nearest_within_reach_is_meant_and_off_all_of_them_none() -> None:
    measures = (RULER, BOX, CIRCLE)
    assert picked(measures, (31.0, 41.0), 3.0) == 0
    assert picked(measures, (49.0, 50.0), 3.0) == 1
    assert picked(measures, (49.0, 50.0), 0.5) is None
    assert picked((), (0.0, 0.0), 3.0) is None
