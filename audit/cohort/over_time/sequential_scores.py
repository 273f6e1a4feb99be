"""What each film's value says against the films before it: the normal score of its sequential rank, within view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

_CHUNK = 256
"""Films that are compared pair by pair; those before are searched in order."""


def sequential_scores(value: NDArray[np.float64], view: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the normal score of each value's rank among itself and the earlier ones of its view, shape (films,).

    While nothing changes, the order of values is as good as any other, so that ranks are independent of each other and uniform, whatever
    the distribution and however few films came before (Barndorff-Nielsen 1963; McDonald 1990). A score is the mean of a
    standard normal variate over the rank's share of (0, 1), and so is that of equal values over all their ranks: its moment
    generating function is no larger than the variate's (Jensen), and a constant gives 0.

    Args:
        value: In the order of entry, finite.
        view: Code of each film's view; films of one view are never compared with those of another.
    """
    scores = np.zeros(len(value))
    for code in np.unique(view):
        at = np.flatnonzero(view == code)
        below, equal = earlier_below_and_equal(value[at])
        films = np.arange(1, len(at) + 1)
        low, high = below / films, (below + equal + 1) / films
        scores[at] = (_density_at(low) - _density_at(high)) / (high - low)
    return scores


def earlier_below_and_equal(value: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return of each value how many earlier ones are below it, and how many are equal to it."""
    below, equal = np.zeros(len(value), np.int64), np.zeros(len(value), np.int64)
    before = np.zeros(0)
    for start in range(0, len(value), _CHUNK):
        own = value[start : start + _CHUNK]
        here = slice(start, start + len(own))
        left, right = (np.searchsorted(before, own, side) for side in ("left", "right"))
        earlier = np.tri(len(own), k=-1, dtype=bool)
        below[here] = left + ((own[None, :] < own[:, None]) & earlier).sum(axis=1)
        equal[here] = right - left + ((own[None, :] == own[:, None]) & earlier).sum(axis=1)
        before = np.sort(np.concatenate([before, own]), kind="stable")
    return below, equal


def _density_at(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal density at quantiles."""
    density: NDArray[np.float64] = np.exp(-(ndtri(share) ** 2) / 2) / np.sqrt(2 * np.pi)
    return density
