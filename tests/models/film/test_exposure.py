"""A small exposure is found on a large plate, whatever the plate's grey and wherever it lies; an ordinary film is one exposure."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.film.canonical import SIDE, CanonicalFilm
from models.film.exposure import exposed_area
from models.film.intensity import percentile_range
from models.film.phantom import phantom

FILM = phantom(5_600_000, size=320, marked=False).pixels


def on_plate(share: float, grey: float, across: float = 0.5, down: float = 0.5) -> tuple[NDArray[np.float32], tuple[int, int]]:
    """Put the film on a plate of which it fills a share of each side; return the plate and the film's upper left corner."""
    side = round(len(FILM) / share)
    plate = np.full((side, side), grey, np.float32)
    plate += 0.004 * np.random.default_rng(1).standard_normal(plate.shape, dtype=np.float32)
    top, left = round(down * (side - len(FILM))), round(across * (side - len(FILM)))
    plate[top : top + len(FILM), left : left + len(FILM)] = FILM
    return plate.clip(0, 1), (top, left)


@pytest.mark.parametrize("grey", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("share", [0.8, 0.6, 0.5, 0.3])
@pytest.mark.parametrize(("across", "down"), [(0.5, 0.5), (0.0, 0.0), (1.0, 0.3)])
def test_it_is_found_within_two_hundredths_of_the_plate(grey: float, share: float, across: float, down: float) -> None:
    plate, (top, left) = on_plate(share, grey, across, down)
    area = exposed_area(plate, percentile_range(plate))
    assert area is not None
    rows, columns = area
    side = len(FILM)
    # On a black plate the air beside the body may count to the plate.
    slack = 0.02 * len(plate) + (0.1 * side if grey == 0 else 0)
    for found, true in ((rows, top), (columns, left)):
        assert true <= found.start <= true + slack
        assert true + side - slack <= found.stop <= true + side


@pytest.mark.parametrize("grey", [0.2, 0.5, 0.8])
@pytest.mark.parametrize(("across", "down"), [(0.5, 0.5), (0.2, 0.6), (1.0, 0.3)])
def test_a_plate_whose_grey_rises_from_side_to_side_is_one(grey: float, across: float, down: float) -> None:
    plate, (top, left) = on_plate(0.5, grey, across, down)
    exposure = np.s_[top : top + len(FILM), left : left + len(FILM)]
    plate += np.linspace(-0.15, 0.15, len(plate), dtype=np.float32)
    plate[exposure] = FILM
    area = exposed_area(plate, percentile_range(plate))
    assert area is not None
    assert (area[0].start, area[1].start) == pytest.approx((top, left), abs=0.02 * len(plate))


def test_markers_on_the_plate_belong_to_it() -> None:
    plate, _ = on_plate(0.5, 0.0)
    plate[20:60, 20:50] = 1.0
    area = exposed_area(plate, percentile_range(plate))
    assert area is not None
    assert area[0].start > 60
    assert area[1].start > 50


@pytest.mark.parametrize("pixels", [FILM, np.rot90(FILM), FILM[:, 40:280], np.full((200, 300), 0.4, np.float32)])
def test_ordinary_films_and_blank_ones_are_one_exposure(pixels: NDArray[np.float32]) -> None:
    assert exposed_area(pixels, percentile_range(pixels)) is None
    grid = CanonicalFilm.of(pixels)
    assert grid.exposed[0].shape == grid.grey.shape
    assert grid.exposed[1] == grid.geometry


def test_the_grid_covers_the_whole_film_and_is_scaled_by_what_was_exposed() -> None:
    plate, (top, left) = on_plate(0.5, 1.0)
    grid = CanonicalFilm.of(plate)
    assert grid.grey.shape == (SIDE, SIDE)
    assert grid.intensities == percentile_range(plate)
    part, geometry = grid.exposed
    alone = CanonicalFilm.of(FILM)
    across = geometry.to_source(0, 0)
    assert across == pytest.approx((left, top), abs=0.02 * len(plate))
    assert np.percentile(part, (10, 50, 90)) == pytest.approx(np.percentile(alone.grey, (10, 50, 90)), abs=0.1)
