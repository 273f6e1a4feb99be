"""What touches the rim, and what is surrounded."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from models.grids.masks import touching_rim, without_holes


@pytest.mark.parametrize("seed", range(8))
def test_holes_are_filled_as_scipy_fills_them(seed: int) -> None:
    mask = ndimage.gaussian_filter(np.random.default_rng(seed).normal(size=(60, 70)), 2) > 0
    np.testing.assert_array_equal(without_holes(mask), ndimage.binary_fill_holes(mask))


def test_only_parts_at_the_rim_touch_it() -> None:
    mask = np.zeros((20, 20), bool)
    mask[:3, 4:6] = mask[10:12, 10:12] = True
    wanted = mask.copy()
    wanted[10:12, 10:12] = False
    np.testing.assert_array_equal(touching_rim(mask), wanted)
