"""Control places: shapes of real regions, wholly where nothing is known to matter."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.challenge.calibration.places import CONTROLS, cropped, drawn_controls
from models.challenge.film_input import FilmInput
from models.grids.geometry import Geometry
from models.grids.masks import bounds

Mask = NDArray[np.bool_]


def _film(side: int = 64) -> FilmInput:
    field = np.zeros((side, side), bool)
    field[4:-4, 8:-8] = True
    same = Geometry.identity(side, side)
    return FilmInput.of(np.zeros((1, side, side), np.float32), field, Seen(same, same))


def _box(rows: slice, columns: slice, side: int = 64) -> Mask:
    mask = np.zeros((side, side), bool)
    mask[rows, columns] = True
    return mask


L_SHAPE = _box(np.s_[20:32], np.s_[20:24]) | _box(np.s_[28:32], np.s_[20:30])


def _turns(shape: Mask) -> list[bytes]:
    both = (cropped(shape), cropped(shape)[:, ::-1])
    return [np.rot90(one, quarters).tobytes() for one in both for quarters in range(4)]


def test_a_shape_that_has_room_keeps_its_size_and_turns_every_way() -> None:
    film = _film()
    rng = np.random.default_rng(0)
    drawn = [place for _ in range(50) for place in drawn_controls(rng, film, [L_SHAPE], [np.ones((64, 64), bool)])]
    assert len(drawn) == 50 * CONTROLS
    assert {cropped(place).tobytes() for place in drawn} == set(_turns(L_SHAPE))
    assert not any((place & ~film.field).any() for place in drawn)


def test_every_place_with_room_is_drawn_as_often_as_any() -> None:
    """A square of 6 on 10 × 12 free pixels has 5 × 7 places; 3,500 draws give each 100 but for chance."""
    free, rng, counts = _box(np.s_[10:20], np.s_[20:32]), np.random.default_rng(1), np.zeros((64, 64))
    for place in drawn_controls(rng, _film(), [_box(np.s_[0:6], np.s_[0:6])], [free], most=3500):
        x0, y0, *_ = bounds(place)
        counts[y0, x0] += 1
    found = counts[10:15, 20:27]
    assert (found.sum(), counts.sum()) == (3500, 3500)
    assert np.abs(found - 100).max() < 5 * 10


def test_places_lie_outside_for_one_of_the_labels_each() -> None:
    """Each label leaves another strip free; all are used, and none is left."""
    strips = [_box(np.s_[0:64], np.s_[start : start + 12]) for start in (8, 22, 36)]
    drawn = drawn_controls(np.random.default_rng(2), _film(), [L_SHAPE], strips, most=40)
    hits = [sum(not (place & ~strip).any() for place in drawn) for strip in strips]
    assert len(drawn) == sum(hits) == 40
    assert min(hits) > 3


def test_a_shape_without_room_shrinks_until_it_has() -> None:
    large, free = _box(np.s_[10:50], np.s_[10:50]), _box(np.s_[10:22], np.s_[10:24])
    drawn = drawn_controls(np.random.default_rng(3), _film(), [large], [free])
    assert len(drawn) == CONTROLS
    for place in drawn:
        assert not (place & ~free).any()
        assert place.sum() >= 7 * 7


def test_a_shape_with_room_for_most_of_it_is_clipped_as_regions_are() -> None:
    """20 × 20 pixels on a strip of 14 rows: 70 % of the square fit, and no smaller square is drawn."""
    square, strip = _box(np.s_[0:20], np.s_[0:20]), _box(np.s_[10:24], np.s_[10:50])
    drawn = drawn_controls(np.random.default_rng(5), _film(), [square], [strip], most=30)
    assert len(drawn) == 30
    assert {int(place.sum()) for place in drawn} <= {columns * rows for columns in range(17, 21) for rows in (12, 13, 14)}
    assert max(place.sum() for place in drawn) == 14 * 20
    assert not any((place & ~strip).any() for place in drawn)


def test_without_room_or_shapes_there_are_no_places() -> None:
    rng, nothing = np.random.default_rng(4), np.zeros((64, 64), bool)
    assert drawn_controls(rng, _film(), [L_SHAPE], [nothing]) == ()
    assert drawn_controls(rng, _film(), [nothing], [~nothing]) == ()
    assert drawn_controls(rng, _film(), [L_SHAPE], []) == ()


@pytest.mark.parametrize("seed", [0, 1])
def test_the_same_chance_gives_the_same_places(seed: int) -> None:
    one, two = (drawn_controls(np.random.default_rng(seed), _film(), [L_SHAPE], [np.ones((64, 64), bool)]) for _ in range(2))
    np.testing.assert_array_equal(one, two)
