"""A patch changes its own pixels and no other."""

from __future__ import annotations

import numpy as np

from models.challenge.patch import Patch

PATCH = Patch(np.array([0, 2, 2]), np.array([1, 0, 3]), np.arange(6, dtype=np.float32).reshape(2, 3) + 10)


def test_its_pixels_become_its_values_in_every_channel_and_others_stay() -> None:
    image = np.random.default_rng(0).random((2, 4, 5), np.float32)
    changed = image.copy()
    PATCH.put_on(changed)
    np.testing.assert_array_equal(changed[:, [0, 2, 2], [1, 0, 3]], PATCH.values)
    others = np.ones((4, 5), bool)
    others[[0, 2, 2], [1, 0, 3]] = False
    np.testing.assert_array_equal(changed[:, others], image[:, others])


def test_moved_it_is_the_same_elsewhere() -> None:
    """Put on a part of an image and, moved by the part's place, on the whole: the same."""
    one, other = np.zeros((2, 9, 9), np.float32), np.zeros((2, 9, 9), np.float32)
    PATCH.put_on(one[:, 3:7, 4:9])
    moved = PATCH.moved(3, 4)
    moved.put_on(other)
    np.testing.assert_array_equal(other, one)
    assert other.any()
    np.testing.assert_array_equal(PATCH.rows, [0, 2, 2])


def test_a_patch_holds_its_pixels_and_no_film() -> None:
    assert PATCH.rows.size == PATCH.columns.size == PATCH.values.shape[1] == 3
