"""Blur from kept pixels: a constant stays one, nothing of the region smears into it, no seam is left, the middle is defined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from models.challenge.fillers.filler import NOTHING_LEFT, NOTHING_SEEN
from models.challenge.fillers.kept_blur import KeptBlur
from models.challenge.film_input import FilmInput
from tests.models.challenge.film_inputs import filled, whole

SIDE = 90
Y, X = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
SPOT = (X - 0.4) ** 2 + (Y - 0.5) ** 2 < 0.05
CHANCE = np.random.default_rng(0)


@given(st.integers(0, 2**31), st.floats(0.02, 0.98), st.floats(-3, 3))
def test_a_constant_stays_the_constant_whatever_the_region_held(seed: int, share: float, value: float) -> None:
    rng = np.random.default_rng(seed)
    region = rng.random((40, 31)) < share
    film = whole(np.where(region, rng.random((2, 40, 31)) * 1000, value))
    np.testing.assert_allclose(filled(film, KeptBlur().fill(film, region, CHANCE)), value, rtol=1e-5, atol=1e-5)


@given(st.integers(0, 2**31), st.floats(1, 8), st.floats(0.0, 1.5))
def test_nothing_of_the_region_is_left_and_nothing_else_changes(seed: int, scale: float, height: float) -> None:
    rng = np.random.default_rng(seed)
    heat = ndimage.gaussian_filter(rng.standard_normal((60, 51)), scale)
    region = heat >= min(height * heat.std(), heat.max())
    film = whole(rng.random((2, 60, 51)))
    other = FilmInput(np.where(region, np.float32(1e6), film.image), film.field, film.seen)
    one, two = (filled(each, KeptBlur().fill(each, region, CHANCE)) for each in (film, other))
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one[:, ~region], film.image[:, ~region])
    kept = film.image[:, ~region]
    assert one[:, region].min() >= kept.min() - 1e-6
    assert one[:, region].max() <= kept.max() + 1e-6


def test_there_is_no_seam() -> None:
    """On a ramp of slope 1 a pixel beside the border is a few pixels' worth from its neighbour, however large the region."""
    ramp = (X * SIDE)[None]
    changed = filled(film := whole(ramp), KeptBlur().fill(film, SPOT, CHANCE))[0]
    for axis in (0, 1):
        steps = np.abs(np.diff(changed, axis=axis))
        at_border = np.diff(SPOT.astype(int), axis=axis) != 0
        assert steps[at_border].max() < 3


def test_the_middle_of_a_region_of_any_size_is_the_mean_of_what_is_around_it() -> None:
    """Left of it 0, right of it 1, symmetric: one half in the middle column."""
    image = (np.arange(91) > 45).astype(np.float32)[None, None] * np.ones((1, 91, 1), np.float32)
    image[..., 45] = 0.5
    y, x = np.mgrid[:91, :91]
    for radius in (3, 10, 40):
        region = (y - 45) ** 2 + (x - 45) ** 2 <= radius**2
        changed = filled(film := whole(image), KeptBlur().fill(film, region, CHANCE))
        assert changed[0, 45, 45] == pytest.approx(0.5, abs=0.1)


def test_in_the_middle_it_is_wide_and_at_the_border_narrow() -> None:
    """Noise is averaged: the more of it the further from the border."""
    film = whole(np.random.default_rng(1).standard_normal((1, SIDE, SIDE)))
    changed = filled(film, KeptBlur().fill(film, SPOT, CHANCE))[0]
    depth = ndimage.distance_transform_edt(SPOT)
    assert changed[depth > 10].std() < 0.4 * changed[depth == 1].std()


def test_where_nothing_can_be_filled_that_is_said() -> None:
    film = whole(X[None])
    assert KeptBlur().fill(film, np.zeros((SIDE, SIDE), bool), CHANCE) == NOTHING_SEEN
    assert KeptBlur().fill(film, np.ones((SIDE, SIDE), bool), CHANCE) == NOTHING_LEFT
