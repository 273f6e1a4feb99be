"""Focal excess: is a map unusual for this classifier, class and decision at one place outside R? (method, section 5).

Maps stand in the common lung frame, P places of an h×w grid, in logits a film: what the whole film would add to the logit were it like the
place. What is usual is read from films of like scores; how unusual any film's most unusual place is, from what each of those films gives
when it is read against the others (docs/decisions/0023).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

LEAST = 60
"""Films that a reference needs for a flag (method, section 5)."""

MATCHED = 79
"""Films of nearest score that a map is read against; with 79, 5 % is exactly the four most unusual of eighty.

They share the map's decision where there are that many of it, and are of both decisions where there are not.
"""

NOMINAL = 0.05
"""Share of usual maps that may be flagged."""

Maps = NDArray[np.float32]


def cluster_peaks(maps: Maps) -> Maps:
    """Return the largest mean of 3×3 places whose centre is at most one cell away: a cell of misregistration makes no excess."""
    within = (1,) * (maps.ndim - 2) + (3, 3)
    return np.asarray(ndimage.maximum_filter(ndimage.uniform_filter(maps, within, mode="nearest"), within, mode="nearest"))


def excess(maps: Maps, usual: Maps, outside: NDArray[np.bool_]) -> Maps:
    """Return how far …×h×w maps stand above the usual, h×w, around each place outside R; −∞ at the others.

    The usual is the median of like films, so the centre bias cancels, and a tenth of extreme films among them does not move it.
    """
    return np.asarray(np.where(outside, cluster_peaks(maps - usual), -np.inf))
