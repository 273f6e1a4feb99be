"""What is seen of a film: its pixels where one is one, their means where many are one, and all of it wherever it lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.desktop.viewer.facing import Facing
from app.desktop.viewer.levels import TOP, Levels

FACINGS = st.builds(Facing, st.integers(0, 3), st.booleans())
SHAPE = (300, 420)
NOISE = np.random.default_rng(0).integers(0, TOP + 1, SHAPE).astype(np.float32) / np.float32(TOP)


@given(FACINGS, st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(1, 100), st.integers(1, 100)))
def test_a_pixel_that_stays_a_pixel_keeps_its_sixteen_bits(facing: Facing, part: tuple[int, int, int, int]) -> None:
    left, top, width, height = part
    seen = Levels(NOISE).seen(facing, (left, top, left + width, top + height), (width, height))
    assert (seen == np.rint(facing.laid(NOISE) * TOP)[top : top + height, left : left + width]).all()


@pytest.mark.parametrize("by", [2, 4])
def test_pixels_that_become_one_are_averaged(by: int) -> None:
    means = NOISE.reshape(300 // by, by, 420 // by, by).mean(axis=(1, 3))
    seen = Levels(NOISE).seen(Facing(), (0, 0, 420, 300), (420 // by, 300 // by))
    assert np.abs(seen / TOP - means).max() < 2 / TOP


@given(
    FACINGS, st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(5, 200), st.floats(5, 200)), st.integers(3, 90), st.integers(3, 90)
)
@settings(max_examples=60, deadline=None)
def test_a_ramp_stays_the_same_ramp_at_every_size(facing: Facing, part: tuple[float, float, float, float], width: int, height: int) -> None:
    """Each pixel of the screen shows the grey in its middle, up to one film pixel of a level beside it."""
    rows, columns = np.indices(SHAPE)
    film = facing.laid(((columns + 0.5) / 420 * 0.5 + (rows + 0.5) / 300 * 0.5).astype(np.float32))
    left, top = part[:2]
    right, bottom = min(left + part[2], film.shape[1]), min(top + part[3], film.shape[0])
    seen = Levels(np.ascontiguousarray(film)).seen(Facing(), (left, top, right, bottom), (width, height))
    x, y = left + (np.arange(width) + 0.5) * (right - left) / width, top + (np.arange(height) + 0.5) * (bottom - top) / height
    expected = np.add.outer(
        np.interp(y, np.arange(film.shape[0]) + 0.5, film[:, 0] - film[0, 0]), np.interp(x, np.arange(film.shape[1]) + 0.5, film[0])
    )
    step = max(abs(film[0, 1] - film[0, 0]) * (1 + (right - left) / width), abs(film[1, 0] - film[0, 0]) * (1 + (bottom - top) / height))
    assert np.abs(seen / TOP - expected).max() <= 2 * step + 2 / TOP


def test_a_film_of_one_row_has_one_level() -> None:
    assert Levels(np.full((1, 900), 0.5, np.float32)).seen(Facing(), (0, 0, 900, 1), (30, 1)).tolist() == [[32768] * 30]
