"""When a change came: the moment that makes it likeliest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata


def likeliest_change(value: NDArray[np.float64], view: NDArray[np.int64], direction: int, *, by_rank: bool) -> int:
    """Return the index of the first film after the likeliest change in one direction, 1 to films - 1 (Hinkley 1970).

    It is where the sum of later films' deviations from their view's mean is largest against its standard deviation under no change.

    Args:
        value: Of the films up to the alarm, at least two.
        view: Code of each film's view.
        direction: 1 for a rise, -1 for a fall.
        by_rank: Take the normal scores of ranks within view in the place of values, so that single films far off count little.
    """
    later, variance = np.zeros(len(value)), np.zeros(len(value))
    for code in np.unique(view):
        inside = view == code
        own = value[inside]
        if by_rank:
            own = ndtri((rankdata(own) - 0.5) / len(own))
        deviation = np.zeros(len(value))
        deviation[inside] = own - own.mean()
        later += -np.cumsum(deviation)
        before = np.cumsum(inside)
        variance += own.var() * before * (len(own) - before) / len(own)
    possible = variance[:-1] > 0
    scaled = np.full(len(value) - 1, -np.inf)
    scaled[possible] = direction * later[:-1][possible] / np.sqrt(variance[:-1][possible])
    return int(np.argmax(scaled)) + 1
