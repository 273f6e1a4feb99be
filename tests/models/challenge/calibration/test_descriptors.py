"""What places are like, by closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.challenge.calibration.descriptors import DESCRIPTORS, Surroundings
from models.challenge.film_input import FilmInput
from models.grids.geometry import Geometry

_SAME = Seen(Geometry.identity(60, 80), Geometry.identity(60, 80))


def _mask(rows: slice, columns: slice) -> NDArray[np.bool_]:
    mask = np.zeros((60, 80), bool)
    mask[rows, columns] = True
    return mask


FIELD = _mask(np.s_[10:50], np.s_[10:40])
"""40 × 30 pixels: its diagonal is 50."""


def _surroundings(image: NDArray[np.float32]) -> Surroundings:
    found = Surroundings.of(FilmInput.of(image, FIELD, _SAME))
    assert found is not None
    return found


def _described(image: NDArray[np.float32], place: NDArray[np.bool_]) -> dict[str, float]:
    return dict(zip(DESCRIPTORS, _surroundings(image).describe(place).tolist(), strict=True))


@pytest.fixture
def flat() -> NDArray[np.float32]:
    """Two channels, −1 in the padding beside the field, 100 on it but for one pixel of 300: its range is 200."""
    image = np.full((2, 60, 80), -1, np.float32)
    image[:, FIELD] = 100
    image[:, 49, 39] = 300
    return image


def test_a_flat_rectangle(flat: NDArray[np.float32]) -> None:
    found = _described(flat, _mask(np.s_[20:24], np.s_[18:34]))
    assert found["area"] == pytest.approx(np.log(64 / 1200))
    assert found["elongation"] == pytest.approx(np.log(16 / 4))
    assert found["mean"] == pytest.approx(0)
    assert found["texture"] == pytest.approx(np.log(1e-3))


def test_the_way_to_the_border_is_the_mean_over_the_pixels(flat: NDArray[np.float32]) -> None:
    """Rows 10 to 13 of the field lie 1 to 4 pixels from beyond it: 2.5 of 50."""
    assert _described(flat, _mask(np.s_[10:14], np.s_[20:30]))["to_border"] == pytest.approx(0.05)


def test_a_place_of_one_pixel_is_as_long_as_it_is_wide(flat: NDArray[np.float32]) -> None:
    found = _described(flat, _mask(np.s_[49:50], np.s_[39:40]))
    assert found["elongation"] == pytest.approx(0)
    assert found["mean"] == pytest.approx(1)


def test_texture_is_the_local_spread_and_not_that_of_a_slope() -> None:
    """Noise of 0.1 of the range shows as that; the same spread over a slow slope shows as next to nothing."""
    rng = np.random.default_rng(0)
    noise, slope = np.zeros((1, 60, 80), np.float32), np.zeros((1, 60, 80), np.float32)
    noise[0, FIELD] = rng.standard_normal(1200)
    noise[0, 49, 39], noise[0, 49, 38] = -5, 5
    slope[0] = np.arange(80) / 30
    place = _mask(np.s_[15:45], np.s_[15:35])
    assert np.exp(_described(noise, place)["texture"]) == pytest.approx(0.1, rel=0.05)
    assert np.exp(_described(slope, place)["texture"]) == pytest.approx(2**0.5 / 29, rel=0.05)


def test_brightness_and_contrast_change_nothing(flat: NDArray[np.float32]) -> None:
    rng = np.random.default_rng(1)
    image, place = flat + rng.standard_normal(flat.shape, dtype=np.float32), _mask(np.s_[20:24], np.s_[18:34])
    assert _described(image * 0.01 - 3, place) == pytest.approx(_described(image, place), abs=1e-4)


def test_the_way_to_an_allowed_region_is_the_shortest(flat: NDArray[np.float32]) -> None:
    """From column 19 to column 29 are 10 of 50 pixels; overlap is none; an empty region is as far as can be."""
    place = _mask(np.s_[20:24], np.s_[15:20])
    allowed = [_mask(np.s_[20:40], np.s_[29:40]), _mask(np.s_[23:40], np.s_[19:40]), np.zeros((60, 80), bool)]
    assert _surroundings(flat).to_allowed(place, allowed).tolist() == pytest.approx([0.2, 0.0, 1.0])


def test_a_film_of_which_the_network_sees_nothing_has_no_surroundings(flat: NDArray[np.float32]) -> None:
    assert Surroundings.of(FilmInput.of(flat, np.zeros((60, 80), bool), _SAME)) is None
