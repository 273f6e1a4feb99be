"""The range of a film's intensities is numpy's percentiles; of large films, of a sample."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.film.intensity import PERCENTILES, percentile_range


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**31))
def test_it_is_numpys_percentiles(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).random((height, width), np.float32)
    assert percentile_range(pixels) == tuple(np.percentile(pixels, PERCENTILES))


def test_of_a_large_film_it_is_that_of_every_so_many_pixels() -> None:
    """Within a two-hundredth of the whole film's, and the same whenever it is asked for."""
    pixels = np.random.default_rng(0).beta(2, 5, (1300, 1100)).astype(np.float32)
    assert percentile_range(pixels) == percentile_range(pixels.copy())
    assert percentile_range(pixels) == pytest.approx(tuple(np.percentile(pixels, PERCENTILES)), abs=5e-3)


def test_its_numbers_are_pythons_own_and_a_constant_film_has_no_range() -> None:
    found = percentile_range(np.full((4, 4), 0.25, np.float32))
    assert [type(one) for one in found] == [float, float]
    assert found == (0.25, 0.25)
