"""Noisy linear imputation: a ramp is restored, nothing else is touched, chance is the seed's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.attention.seen import Seen
from models.challenge.fillers.filler import NOTHING_LEFT, NOTHING_SEEN
from models.challenge.fillers.noisy_linear import NoisyLinear
from models.challenge.film_input import FilmInput
from models.grids.geometry import Geometry
from tests.models.challenge.film_inputs import filled, whole

SIDE = 90
Y, X = (np.mgrid[:SIDE, :SIDE] + 0.5) / SIDE
RAMP = np.stack([X, 2 * Y - X, X + Y]).astype(np.float32)
SPOT = (X - 0.4) ** 2 + (Y - 0.5) ** 2 < 0.05
CHANCE = np.random.default_rng(0)


def test_a_ramp_is_restored_without_noise() -> None:
    film = whole(RAMP)
    hidden = FilmInput(np.where(SPOT, np.float32(0.7), RAMP), film.field, film.seen)
    np.testing.assert_allclose(filled(hidden, NoisyLinear(0.0).fill(hidden, SPOT, CHANCE)), RAMP, atol=1e-3 * 3)


def test_noise_is_a_share_of_the_films_range_and_the_same_in_every_channel() -> None:
    film = whole(RAMP)
    smooth, noisy = (filled(film, NoisyLinear(noise).fill(film, SPOT, np.random.default_rng(1))) for noise in (0.0, 0.01))
    noise = (noisy - smooth)[:, SPOT]
    assert noise.std() == pytest.approx(0.01 * np.ptp(RAMP), rel=0.1)
    np.testing.assert_allclose(noise[0], noise[1], atol=1e-6)


@given(st.integers(0, 2**31), st.floats(0.02, 0.6))
def test_outside_the_region_nothing_changes_and_the_seed_decides(seed: int, share: float) -> None:
    """For masks of any number of pieces; the film itself is never written to."""
    rng = np.random.default_rng(seed)
    film = whole(rng.random((2, 40, 31)))
    before, region = film.image.copy(), rng.random((40, 31)) < share
    one, same, other = (filled(film, NoisyLinear(0.1).fill(film, region, np.random.default_rng(s))) for s in (1, 1, 2))
    np.testing.assert_array_equal(one[:, ~region], before[:, ~region])
    np.testing.assert_array_equal(film.image, before)
    np.testing.assert_array_equal(one, same)
    assert (one[:, region] != other[:, region]).all()


def test_padding_beside_the_film_never_bleeds_into_it() -> None:
    """A region at the film's edge is filled from the film alone, and of a region that reaches beyond, what is film."""
    field = np.zeros((SIDE, SIDE), bool)
    field[:, 15:75] = True
    region = (X < 0.35) & (np.abs(Y - 0.5) < 0.2)
    grid = Geometry.identity(SIDE, SIDE)
    changed = []
    for padding in (-9.0, 9.0):
        film = FilmInput(np.where(field, RAMP, np.float32(padding)), field, Seen(grid, grid))
        one = filled(film, NoisyLinear(0.01).fill(film, region, np.random.default_rng(1)))
        assert (one[:, ~field] == padding).all()
        changed.append(one[:, field])
    np.testing.assert_array_equal(*changed)


def test_where_nothing_can_be_filled_that_is_said() -> None:
    film = whole(RAMP)
    assert NoisyLinear(0.0).fill(film, np.zeros((SIDE, SIDE), bool), CHANCE) == NOTHING_SEEN
    assert NoisyLinear(0.0).fill(film, np.ones((SIDE, SIDE), bool), CHANCE) == NOTHING_LEFT


def test_an_input_is_made_on_the_networks_pixels() -> None:
    """A canonical grid of 40×30, padded to a square and halved."""
    canonical = Geometry.identity(40, 30)
    network = canonical.shifted(5, 0, (40, 40)).scaled(0.5, 0.5, (20, 20))
    field = np.ones((40, 30), bool)
    field[:4] = False
    film = FilmInput.of(np.zeros((1, 20, 20), np.float32), field, Seen(canonical, network))
    down, across = film.rectangle
    assert (down.start, down.stop) == (2, 20)
    assert across.start in (2, 3)
    assert across.stop in (17, 18)
    spot = np.zeros((40, 30), bool)
    spot[10:20, 5:15] = True
    np.testing.assert_array_equal(np.argwhere(film.mask(spot))[[0, -1]], [[5, 5], [9, 9]])
