"""The phantom film: its truth is exact, and its marker is all that a marker changes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from models.film.phantom import Phantom, phantom

SEEDS = range(5_100_000, 5_100_012)
SIZE = 256


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Phantom, Phantom]]:
    """Each phantom with and without its marker."""
    return [(phantom(seed, size=SIZE, marked=True), phantom(seed, size=SIZE, marked=False)) for seed in SEEDS]


def test_with_and_without_the_marker_differ_in_its_box_alone(pairs: list[tuple[Phantom, Phantom]]) -> None:
    for marked, plain in pairs:
        assert (marked.marked, plain.marked) == (True, False)
        assert marked.marker_box == plain.marker_box
        x0, y0, x1, y1 = marked.marker_box
        differs = marked.pixels != plain.pixels
        assert differs[y0:y1, x0:x1].any()
        differs[y0:y1, x0:x1] = False
        assert not differs.any()
        assert np.array_equal(marked.right_lung, plain.right_lung)
        assert np.array_equal(marked.left_lung, plain.left_lung)


def test_the_marker_lies_on_the_film_and_outside_the_lungs(pairs: list[tuple[Phantom, Phantom]]) -> None:
    for marked, _ in pairs:
        x0, y0, x1, y1 = marked.marker_box
        assert 0 <= x0 < x1 <= SIZE
        assert 0 <= y0 < y1 <= SIZE
        assert not (marked.right_lung | marked.left_lung)[y0:y1, x0:x1].any()


def test_markers_stay_outside_the_lungs_for_many_seeds() -> None:
    for seed in range(5_200_000, 5_200_120):
        drawn = phantom(seed, size=128)
        x0, y0, x1, y1 = drawn.marker_box
        assert x1 <= 128
        assert not (drawn.right_lung | drawn.left_lung)[y0:y1, x0:x1].any()


def test_grey_is_between_0_and_1(pairs: list[tuple[Phantom, Phantom]]) -> None:
    for film in (film for pair in pairs for film in pair):
        assert film.pixels.dtype == np.float32
        assert film.pixels.shape == (SIZE, SIZE)
        assert film.pixels.min() >= 0
        assert film.pixels.max() <= 1


def test_the_lungs_are_apart_and_on_the_patients_sides(pairs: list[tuple[Phantom, Phantom]]) -> None:
    """The patient's right lung is on the left of the image."""
    for marked, _ in pairs:
        assert not (marked.right_lung & marked.left_lung).any()
        assert ndimage.center_of_mass(marked.right_lung)[1] < SIZE / 2 < ndimage.center_of_mass(marked.left_lung)[1]
        for lung in (marked.right_lung, marked.left_lung):
            assert 0.05 < lung.mean() < 0.3


def test_the_heart_is_an_ellipse_more_to_the_patient_s_left(pairs: list[tuple[Phantom, Phantom]]) -> None:
    for marked, plain in pairs:
        assert np.array_equal(marked.heart, plain.heart)
        assert 0.03 < marked.heart.mean() < 0.1
        assert (marked.heart & marked.left_lung).any()
        assert ndimage.center_of_mass(marked.heart)[1] > SIZE / 2


def test_r_is_on_the_images_left_and_l_on_its_right(pairs: list[tuple[Phantom, Phantom]]) -> None:
    """An L has a foot as wide as its box and nothing at the top but its stem; an R is bright at its upper right."""
    seen = set()
    for marked, _ in pairs:
        x0, y0, x1, y1 = marked.marker_box
        bright = marked.pixels[y0:y1, x0:x1] > 0.95
        right_of_the_stem = bright[0, -1]
        assert bright[:, 0].all()
        assert bright[-1].all() != right_of_the_stem
        assert (x0 < SIZE / 2) == right_of_the_stem
        seen.add(bool(right_of_the_stem))
    assert seen == {True, False}


def test_the_same_seed_is_the_same_film_and_another_is_another() -> None:
    one, again, other = phantom(7, size=128), phantom(7, size=128), phantom(8, size=128)
    assert np.array_equal(one.pixels, again.pixels)
    assert not np.array_equal(one.pixels, other.pixels)


def test_lungs_are_dark_and_the_marker_is_the_brightest() -> None:
    film = phantom(11, size=SIZE)
    lungs = film.right_lung | film.left_lung
    x0, y0, x1, y1 = film.marker_box
    assert film.pixels[lungs].mean() < film.pixels[~lungs & (film.pixels > 0.3)].mean()
    assert film.pixels.max() == film.pixels[y0:y1, x0:x1].max() > 0.95
