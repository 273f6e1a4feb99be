"""A heart is kept as it was drawn where it can be one; else there is none, and it is said why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy import heart
from models.anatomy.anatomy import Anatomy
from models.anatomy.heart import IN_PIECES, NO_SUCH_PLACE, NO_SUCH_SHAPE, NO_SUCH_SIZE, NONE_FOUND, Heart
from models.film.phantom import Phantom


def _heart(anatomy: Anatomy, drawn: NDArray[np.bool_]) -> Heart:
    return Heart.of(drawn, anatomy.structures.landmarks, anatomy.structures.field)


def _disc(across: float, down: float, radius: float) -> NDArray[np.bool_]:
    y, x = np.mgrid[:256, :256] + 0.5
    return np.asarray((x - across) ** 2 + (y - down) ** 2 < radius**2)


def _middle(mask: NDArray[np.bool_]) -> tuple[float, float]:
    rows, columns = np.nonzero(mask)
    return float(columns.mean()), float(rows.mean())


def test_a_heart_stays_as_it_was_drawn_over_the_lungs_too(anatomy: Anatomy, drawn_film: Phantom) -> None:
    found = _heart(anatomy, drawn_film.heart)
    assert found.is_found
    assert found.sentence is None
    assert (found.mask ^ drawn_film.heart).mean() < 0.001
    assert (found.mask & (anatomy.lungs > 0)).any()


def test_its_border_is_smoothed_and_what_it_surrounds_belongs_to_it(anatomy: Anatomy, drawn_film: Phantom) -> None:
    x, y = (int(each) for each in _middle(drawn_film.heart))
    ragged = drawn_film.heart.copy()
    ragged[y - 3 : y + 4, x - 3 : x + 4] = False
    top = int(np.flatnonzero(ragged.any(axis=1))[0])
    ragged[top - 12 : top, x] = True
    found = _heart(anatomy, ragged)
    assert found.mask[y, x]
    assert not found.mask[: top - 2].any()


def test_a_speck_elsewhere_is_left_out_and_two_halves_are_no_heart(anatomy: Anatomy, drawn_film: Phantom) -> None:
    speck = drawn_film.heart | _disc(40, 60, 5)
    assert not _heart(anatomy, speck).mask[50:70, 30:50].any()
    halves = drawn_film.heart.copy()
    x, _ = _middle(halves)
    halves[:, int(x) - 3 : int(x) + 3] = False
    assert _heart(anatomy, halves).reason == IN_PIECES


@pytest.mark.parametrize("radius", [12, 80])
def test_what_is_too_small_or_too_large_is_none(anatomy: Anatomy, drawn_film: Phantom, radius: int) -> None:
    assert _heart(anatomy, _disc(*_middle(drawn_film.heart), radius)).reason == NO_SUCH_SIZE


def test_what_is_ragged_is_none(anatomy: Anatomy, drawn_film: Phantom) -> None:
    """As where the segmenter takes opaque lung beside the heart for a part of it."""
    x, y = _middle(drawn_film.heart)
    horns = drawn_film.heart | _disc(x + 48, y - 30, 14) | _disc(x + 48, y + 30, 14)
    horns[int(y) - 34 : int(y) - 26, int(x) : int(x) + 48] = horns[int(y) + 26 : int(y) + 34, int(x) : int(x) + 48] = True
    assert _heart(anatomy, horns).reason == NO_SUCH_SHAPE


@pytest.mark.parametrize("moved", [(0, -70), (70, 0), (-85, 0), (0, 65)])
def test_what_lies_elsewhere_is_none(anatomy: Anatomy, drawn_film: Phantom, moved: tuple[int, int]) -> None:
    x, y = _middle(drawn_film.heart)
    found = _heart(anatomy, _disc(x + moved[0], y + moved[1], 35))
    assert (found.reason, found.mask.any()) == (NO_SUCH_PLACE, False)


def test_where_nothing_was_drawn_there_is_none_and_it_is_said(anatomy: Anatomy) -> None:
    found = _heart(anatomy, np.zeros((256, 256), bool))
    assert (found.is_found, found.reason) == (False, NONE_FOUND)
    assert found.sentence == "No heart was found; its place is taken from the lungs."
    assert not found.mask.any()


def test_nothing_of_it_lies_outside_the_field(anatomy: Anatomy, drawn_film: Phantom) -> None:
    field = anatomy.structures.field.copy()
    field[int(_middle(drawn_film.heart)[1]) + 12 :] = False
    found = Heart.of(drawn_film.heart, anatomy.structures.landmarks, field)
    assert found.mask.any()
    assert not (found.mask & ~field).any()


@given(st.integers(0, 2**31), st.tuples(st.integers(20, 90), st.integers(20, 90)))
def test_smoothing_near_the_mask_alone_is_smoothing_the_grid(seed: int, shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(seed)
    blobs = ndimage.gaussian_filter(rng.standard_normal(shape), 3)
    mask = (blobs > np.quantile(blobs, rng.uniform(0.5, 1))) & (rng.random(shape) > 0.02)
    soft = ndimage.gaussian_filter(mask.astype(np.float32), heart._SMOOTH * max(shape))
    pieces, count = ndimage.label(soft > 0.5)
    wanted = ndimage.binary_fill_holes(pieces == 1 + np.argmax(np.bincount(pieces.ravel())[1:])) if count else soft > 0.5
    np.testing.assert_array_equal(heart._smoothed(mask), wanted)
