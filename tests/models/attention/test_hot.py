"""What of a film is neither hot nor foreign: where control places may lie."""

from __future__ import annotations

import numpy as np

from models.attention.hot import Hot
from models.attention.where import Where
from models.grids.geometry import Geometry


def test_what_is_free_lies_on_the_film_outside_the_allowed_region_and_is_neither_hot_nor_foreign() -> None:
    """One pixel each: free, off the film, allowed, hot at just the share, foreign; hot inside the allowed region alone says what is hot."""
    field = np.array([[True, False, True, True, True, True]])
    allowed = np.array([[False, False, True, False, False, True]])
    foreign = np.array([[False, False, False, False, True, False]])
    heat = np.array([[0.1, 9.0, 0.0, 0.2, 0.0, 1.0]], np.float32)
    where = Where(field, allowed & field, Geometry.identity(1, 6), None)
    free = Hot("Mass", heat, where, np.zeros_like(field), foreign).free(0.2)
    assert np.flatnonzero(free).tolist() == [0]
