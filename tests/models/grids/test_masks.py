"""What touches the rim, and what is surrounded."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from models.grids.masks import largest_piece, middle, touching_rim, without_holes


@pytest.mark.parametrize("seed", range(8))
def test_holes_are_filled_as_scipy_fills_them(seed: int) -> None:
    mask = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(60, 70)), 2) > 0
    np.testing.assert_array_equal(without_holes(mask), ndimage.binary_fill_holes(mask))


@pytest.mark.parametrize("seed", range(8))
def test_the_middle_is_scipys_centre_of_mass(seed: int) -> None:
    mask = np.random.default_rng(seed).random((30, 40)) < 0.2
    assert middle(mask) == pytest.approx(ndimage.center_of_mass(mask), rel=1e-12)


def test_only_parts_at_the_rim_touch_it() -> None:
    mask = np.zeros((20, 20), bool)
    mask[:3, 4:6] = mask[10:12, 10:12] = True
    wanted = mask.copy()
    wanted[10:12, 10:12] = False
    np.testing.assert_array_equal(touching_rim(mask), wanted)


@pytest.mark.parametrize("seed", range(8))
def test_the_largest_piece_is_scipys_with_its_share(seed: int) -> None:
    mask = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(60, 70)), 2) > 0.1
    pieces, count = ndimage.label(mask)
    sizes = ndimage.sum_labels(mask, pieces, range(1, count + 1))
    piece, share = largest_piece(mask)
    np.testing.assert_array_equal(piece, pieces == 1 + np.argmax(sizes))
    assert share == pytest.approx(sizes.max() / mask.sum())


def test_of_equal_pieces_the_first_is_the_largest_and_of_none_there_is_none() -> None:
    mask = np.zeros((6, 6), bool)
    mask[1, 1:3] = mask[4, 3:5] = True
    piece, share = largest_piece(mask)
    assert (np.argwhere(piece).tolist(), share) == ([[1, 1], [1, 2]], 0.5)
    assert largest_piece(np.zeros((3, 3), bool))[1] == 0
