"""Plants lie where no disease can be, change what they say they change, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from models.film.phantom import phantom
from models.selftest.plants import Plant, planted

SIZE = 320
FILM = phantom(1, size=SIZE, marked=False).pixels
DRAWN = 40


@pytest.mark.parametrize("kind", Plant)
def test_a_plant_changes_pixels_where_it_says_and_nowhere_else(kind: Plant) -> None:
    rng = np.random.default_rng(3)
    for _ in range(DRAWN):
        film, where = planted(FILM, kind, rng)
        assert where.any()
        assert (film != FILM)[where].any()
        np.testing.assert_array_equal(film[~where], FILM[~where])
        assert film.dtype == np.float32
        assert 0 <= film.min() <= film.max() <= 1


@pytest.mark.parametrize("kind", Plant)
def test_the_same_chance_draws_the_same_plant_and_another_another(kind: Plant) -> None:
    first, again, other = (planted(FILM, kind, np.random.default_rng(seed))[0] for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_border_line_runs_along_one_border_over_half_of_it_or_more() -> None:
    rng, borders = np.random.default_rng(4), set()
    for _ in range(DRAWN):
        rows, columns = np.nonzero(planted(FILM, Plant.BORDER, rng)[1])
        extents = np.ptp(rows) + 1, np.ptp(columns) + 1
        assert max(extents) >= 0.5 * SIZE
        assert min(extents) <= 0.03 * SIZE
        along = columns if extents[0] > extents[1] else rows
        assert min(along.max(), SIZE - 1 - along.min()) <= 0.09 * SIZE
        borders.add((extents[0] > extents[1], along.mean() > SIZE / 2))
    assert len(borders) == 4


def test_a_border_line_is_bright_on_dark_film_and_dark_on_bright_film() -> None:
    for grey, darker in ((0.1, False), (0.9, True)):
        film = np.full((SIZE, SIZE), grey, np.float32)
        drawn, where = planted(film, Plant.BORDER, np.random.default_rng(0))
        assert (bool((drawn[where] <= film[where]).all()), bool((drawn[where] >= film[where]).all())) == (darker, not darker)
        assert np.abs(drawn - film).max() > 0.7


def test_a_device_like_line_is_thin_bright_and_crosses_a_shoulder() -> None:
    rng, sides = np.random.default_rng(4), set()
    for _ in range(DRAWN):
        film, where = planted(FILM, Plant.DEVICE, rng)
        rows, columns = np.nonzero(where)
        assert where.mean() < 0.015
        assert (film >= FILM).all()
        assert rows.max() < 0.35 * SIZE
        outward = np.minimum(columns, SIZE - 1 - columns)
        assert outward.max() < 0.3 * SIZE
        sides.add(columns.mean() > SIZE / 2)
    assert len(sides) == 2


@pytest.mark.parametrize("kind", [Plant.BORDER, Plant.DEVICE])
def test_lines_are_drawn_of_a_width_that_goes_with_the_film(kind: Plant) -> None:
    shares = []
    for size in (160, 640):
        film = phantom(1, size=size, marked=False).pixels
        shares.append(planted(film, kind, np.random.default_rng(8))[1].mean())
    assert shares[0] == pytest.approx(shares[1], rel=0.6), "a line's rim of half a pixel weighs more on a small film"
