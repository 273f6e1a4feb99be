"""Box, seed mask and values to draw, by their definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from models.attribution.boxes import box, for_display, seed_mask

maps = arrays.arrays(np.float32, (6, 7), elements=st.sampled_from([value / 4 for value in range(-16, 17)]))
shares = st.floats(0.01, 1)


@given(maps, shares)
def test_a_seed_reaches_the_share_of_the_maximum(heat: np.ndarray, share: float) -> None:
    mask = seed_mask(heat, share)
    if heat.max() <= 0:
        assert not mask.any()
    else:
        assert mask.flat[np.argmax(heat)]
        assert (heat[mask] > 0).all()
        assert np.array_equal(mask, heat >= share * heat.max())


@given(maps, shares, st.sampled_from([0.125, 0.5, 4.0]))
def test_seed_and_box_do_not_depend_on_the_maps_scale(heat: np.ndarray, share: float, scale: float) -> None:
    assert np.array_equal(seed_mask(heat, share), seed_mask(heat * scale, share))
    assert box(heat, share) == box(heat * scale, share)


def test_the_box_is_that_of_the_largest_piece() -> None:
    heat = np.zeros((8, 9))
    heat[0, 0] = 1.0
    heat[3:5, 4:8] = 0.2
    heat[5, 8] = 0.9
    assert box(heat) == (4, 3, 8, 5)
    assert box(heat, 0.5) == (0, 0, 1, 1)
    assert box(-heat) is None
    assert box(np.zeros((3, 3))) is None


@given(maps)
def test_values_to_draw_fill_their_range(heat: np.ndarray) -> None:
    drawn = for_display(heat)
    assert drawn.dtype == np.float32
    assert np.array_equal(np.sign(drawn), np.sign(heat))
    assert np.abs(drawn).max() == (1 if heat.any() else 0)


@pytest.mark.parametrize("share", [0, -0.1, 1.1])
def test_a_share_is_above_0_and_at_most_1(share: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        seed_mask(np.ones((2, 2)), share)
