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

FEWEST = 3
"""Places outside R that an excess is a mean of, at least."""

NOMINAL = 0.05
"""Share of usual maps that may be flagged."""

_TINY = 1e-6

Maps = NDArray[np.float32]


def excess(mapped: Maps, usual: Maps, outside: NDArray[np.bool_]) -> Maps:
    """Return how far an h×w map stands above the usual around each place outside R; −∞ at the others.

    That is the mean over those of 3×3 places that lie outside, or over FEWEST of them: what lies inside R never counts, a single place
    counts little, and so does a cell of misregistration. The usual is the median of like films, so the centre bias cancels, and a tenth
    of extreme films among them does not move it.
    """
    above = ndimage.uniform_filter(np.where(outside, mapped - usual, 0).astype(np.float32), 3, mode="constant")
    share = ndimage.uniform_filter(outside.astype(np.float32), 3, mode="constant")
    return np.asarray(np.where(outside, above / np.maximum(share, FEWEST / 9), -np.inf))


def nearest(logits: NDArray[np.floating], at: float, candidates: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return those candidates, at most so many, whose logits are nearest, in the films' order."""
    order = np.argsort(np.abs(logits[candidates] - at), kind="stable")
    return np.sort(candidates[order[:most]])


def level(excesses: NDArray[np.floating], logits: NDArray[np.floating], at: float, candidates: NDArray[np.int64]) -> float:
    """Return the usual excess at a score, the median of the LEVEL candidates nearest to it; positive (normalised conformal, Lei 2018)."""
    return max(float(np.median(excesses[nearest(logits, at, candidates, LEVEL)])), _TINY)
