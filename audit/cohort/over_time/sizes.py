"""How large a change is, within view, with its interval."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audit.cohort.over_time.figures import Size
from audit.cohort.statistics.normal import Z95


def size_of(before: tuple[NDArray[np.float64], ...], after: tuple[NDArray[np.float64], ...], *, rate: bool) -> Size:
    """Return how far the films after a change lie from those before it.

    Differences of views are weighted by n0 · n1 / (n0 + n1), as Mantel and Haenszel do; a view that one side lacks says nothing.
    The error of a rate is that of one event and one other film more on either side (Agresti and Caffo 2000).

    Args:
        before, after: Values a view, in the same order of views; at least one view has films on both sides.
        rate: Whether values are 0 and 1.
    """
    pairs = [(old, new) for old, new in zip(before, after, strict=True) if len(old) and len(new)]
    weights = np.array([len(old) * len(new) / (len(old) + len(new)) for old, new in pairs])
    weights /= weights.sum()
    old_mean, new_mean = (float(weights @ [side.mean() for side in sides]) for sides in zip(*pairs, strict=True))
    squares = [_rate_error(old) + _rate_error(new) if rate else _mean_error(old, new) for old, new in pairs]
    half, value = Z95 * sqrt(float(weights**2 @ squares)), new_mean - old_mean
    spread = sqrt(float(weights @ [old.var() for old, _ in pairs]))
    return Size(old_mean, new_mean, value, value - half, value + half, value / spread if spread else 0.0)


def _mean_error(old: NDArray[np.float64], new: NDArray[np.float64]) -> float:
    """Return the squared error of a difference of means, at a spread that both sides share."""
    deviations = float(((old - old.mean()) ** 2).sum() + ((new - new.mean()) ** 2).sum())
    return deviations / max(1, len(old) + len(new) - 2) * (1 / len(old) + 1 / len(new))


def _rate_error(events: NDArray[np.float64]) -> float:
    films = len(events) + 2
    rate = (float(events.sum()) + 1) / films
    return rate * (1 - rate) / films
