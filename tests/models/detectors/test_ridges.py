"""Heights above the opening: asked about few pixels they are what they are on the whole film."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.detectors.ridges import relief


@given(st.integers(0, 10_000), st.integers(1, 50), st.integers(1, 50), st.floats(1, 20), st.sampled_from([0.0, 0.7, 0.98]))
def test_a_pixels_height_depends_on_nothing_that_is_not_looked_at(seed: int, height: int, width: int, widest: float, rare: float) -> None:
    rng = np.random.default_rng(seed)
    film = rng.random((height, width), np.float32)
    among = rng.random((height, width)) > rare
    np.testing.assert_array_equal(relief(film, widest, among), relief(film, widest) * among)
