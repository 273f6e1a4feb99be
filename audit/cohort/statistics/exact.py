"""Fisher's exact test of two rates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

_TIE = 1 + 1e-7


def fisher_exact(events: int, of: int, other_events: int, other_of: int) -> float:
    """Return the two-sided p of Fisher's exact test: the probability of all tables at most as probable as this one.

    Args:
        events, of: In one group of independent patients.
        other_events, other_of: In the other.
    """
    happened, total = events + other_events, of + other_of
    possible = np.arange(max(0, happened - other_of), min(of, happened) + 1)
    probability = np.exp(_ways(of, possible) + _ways(other_of, happened - possible) - _ways(total, np.array([happened])))
    seen = probability[events - possible[0]]
    return min(1.0, float(probability[probability <= seen * _TIE].sum()))


def _ways(of: int, chosen: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logarithm of the number of ways to choose."""
    ways: NDArray[np.float64] = gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1)
    return ways
