"""The canonical grid: the whole film on square pixels, 512 on its longer side, and intensities that no exposure changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import ndimage

from models.film.canonical import SIDE, CanonicalFilm
from models.film.intensity import percentile_range
from models.film.phantom import phantom

SIDES = st.integers(1, 1500)
FILM = phantom(5_500_010, size=640, marked=False).pixels


@given(SIDES, SIDES, st.integers(0, 2**31))
@example(1, 1, 0)
@example(1, 1500, 0)
@example(1500, 1, 0)
@example(512, 512, 0)
@example(2, 3, 0)
@settings(max_examples=40)
def test_any_film_fills_a_grid_of_square_pixels(height: int, width: int, seed: int) -> None:
    """The longer side has 512 pixels; the shorter one as many as fit, to half a pixel but never none."""
    film = CanonicalFilm.of(np.random.default_rng(seed).random((height, width), np.float32))
    rows, columns = film.grey.shape
    scale = SIDE / max(height, width)
    assert max(rows, columns) == SIDE
    assert rows == pytest.approx(height * scale, abs=0.5) or rows == 1 > height * scale
    assert columns == pytest.approx(width * scale, abs=0.5) or columns == 1 > width * scale
    assert film.geometry.source == (height, width)
    assert film.geometry.network == (rows, columns)
    assert film.geometry.offset == (0, 0)
    assert film.geometry.to_network(width, height) == pytest.approx((columns, rows))
    assert film.grey.dtype == np.float32
    assert np.isfinite(film.grey).all()
    assert film.grey.min() >= 0
    assert film.grey.max() <= 1


@pytest.mark.parametrize("shape", [(640, 640), (640, 500), (300, 640)])
def test_its_pixels_are_square_to_half_a_pixel_over_the_shorter_side(shape: tuple[int, int]) -> None:
    x, y = CanonicalFilm.of(FILM[: shape[0], : shape[1]]).geometry.scale
    assert abs(x - y) * min(shape) <= 0.5


def test_its_percentiles_are_those_of_the_full_film() -> None:
    assert CanonicalFilm.of(FILM).intensities == percentile_range(FILM)


@given(st.floats(0.05, 1), st.floats(0, 1))
@settings(max_examples=20)
def test_a_linear_change_of_intensity_changes_nothing(gain: float, offset: float) -> None:
    changed = (FILM * gain + offset * (1 - gain)).astype(np.float32)
    np.testing.assert_allclose(CanonicalFilm.of(changed).grey, CanonicalFilm.of(FILM).grey, atol=1e-4)


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_film_with_more_pixels_is_the_same_film(times: int) -> None:
    larger = FILM.repeat(times, axis=0).repeat(times, axis=1)
    one, other = CanonicalFilm.of(FILM).grey, CanonicalFilm.of(larger).grey
    assert one.shape == other.shape
    assert np.abs(one - other).mean() < 0.005
    assert np.abs(one - other).max() < 0.1


def test_a_dot_lies_where_the_geometry_says() -> None:
    rows, columns = np.mgrid[:700, :500] + 0.5
    dot = np.exp(-((columns - 120) ** 2 + (rows - 610) ** 2) / 200).astype(np.float32)
    film = CanonicalFilm.of(dot)
    y, x = ndimage.center_of_mass(film.grey > 0.5)
    assert (x + 0.5, y + 0.5) == pytest.approx(film.geometry.to_network(120, 610), abs=0.1)


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_film_without_contrast_is_finite(value: float) -> None:
    assert (CanonicalFilm.of(np.full((30, 20), value, np.float32)).grey == 0).all()


def test_the_film_itself_is_not_changed_and_its_order_in_memory_does_not_matter() -> None:
    before = FILM.copy()
    np.testing.assert_array_equal(CanonicalFilm.of(FILM.T).grey, CanonicalFilm.of(np.ascontiguousarray(FILM.T)).grey)
    np.testing.assert_array_equal(FILM, before)
