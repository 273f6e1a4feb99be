"""Focal excess: is a map unusual for this classifier and class, at this score, at one place outside R? (method, section 5).

Maps stand in the common lung frame, P places of an h×w grid, in logits a film: what the whole film would add to the logit were it like the
place. What is usual is read from the films of nearest score; how unusual any film's most unusual place is, from what each of those films
gives when it is read against the others, as a multiple of what is usual at its score (docs/decisions/0023).
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

LEVEL = 29
"""Films of nearest score whose median excess is the usual one at a score: maps of higher scores exceed more."""

NOMINAL = 0.05
"""Share of usual maps that may be flagged."""

_TINY = 1e-6

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


def nearest(logits: NDArray[np.floating], at: float, candidates: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return those candidates, at most so many, whose logits are nearest, in the films' order."""
    order = np.argsort(np.abs(logits[candidates] - at), kind="stable")
    return np.sort(candidates[order[:most]])


def level(excesses: NDArray[np.floating], logits: NDArray[np.floating], at: float, candidates: NDArray[np.int64]) -> float:
    """Return the usual excess at a score, the median of the LEVEL candidates nearest to it; positive (normalised conformal, Lei 2018)."""
    return max(float(np.median(excesses[nearest(logits, at, candidates, LEVEL)])), _TINY)
