"""Lengths and greys of shapes, beside closed forms and every pixel asked by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desktop.measures.region import length, region
from app.site.measures import Kind, Measure

FILM = np.random.default_rng(3).random((30, 40), np.float32)
_POINT = st.tuples(st.floats(-5, 45), st.floats(-5, 35))


def test_a_line_is_as_long_as_pythagoras_says() -> None:
    assert length(Measure(Kind.RULER, (1, 2), (4, 6))) == 5


@given(st.sampled_from([Kind.RECTANGLE, Kind.ELLIPSE]), _POINT, _POINT)
@settings(deadline=None)
def test_a_shape_holds_the_pixels_whose_middle_lies_in_it(kind: Kind, start: tuple[float, float], end: tuple[float, float]) -> None:
    found = region(FILM, Measure(kind, start, end))
    held = [FILM[row, column] for row, column in np.ndindex(FILM.shape) if _inside(kind, start, end, column + 0.5, row + 0.5)]
    assert found.pixels == len(held)
    if held:
        expected = (np.mean(held), np.std(held), np.min(held), np.max(held))
        assert (found.mean, found.sd, found.least, found.most) == pytest.approx(expected, abs=1e-6)


def _inside(kind: Kind, start: tuple[float, float], end: tuple[float, float], x: float, y: float) -> bool:
    (left, right), (top, bottom) = (sorted(pair) for pair in zip(start, end, strict=True))
    if not (left <= x <= right and top <= y <= bottom):
        return False
    if kind == Kind.RECTANGLE:
        return True
    if left == right or top == bottom:
        return True
    across, down = (x - (left + right) / 2) / ((right - left) / 2), (y - (top + bottom) / 2) / ((bottom - top) / 2)
    return bool(across**2 + down**2 <= 1)


@pytest.mark.parametrize("end", [(3.5, 8.5), (9.5, 2.5), (3.5, 2.5)])
def test_an_ellipse_without_width_or_height_holds_what_the_line_passes_through(end: tuple[float, float]) -> None:
    line = region(FILM, Measure(Kind.ELLIPSE, (3.5, 2.5), end))
    assert (line.pixels, line.area) == (int(max(end[0] - 3.5, end[1] - 2.5)) + 1, 0)
    assert line.pixels == region(FILM, Measure(Kind.RECTANGLE, (3.5, 2.5), end)).pixels


def test_areas_are_of_the_shapes_themselves() -> None:
    assert region(FILM, Measure(Kind.RECTANGLE, (1, 1), (11.5, 5))).area == pytest.approx(42)
    assert region(FILM, Measure(Kind.ELLIPSE, (11, 5), (1, 1))).area == pytest.approx(np.pi * 5 * 2)
