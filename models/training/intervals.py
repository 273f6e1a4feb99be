"""Intervals for what a recipe measures: shares by Wilson (1927), anything else by resampling patients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * np.sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))


def bootstrap(
    statistic: Callable[[NDArray[np.int_]], float], patients: int, *, draws: int = 1000, seed: int = 20261121
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic over patients drawn with replacement.

    Args:
        statistic: Of the patients with the given indices; draws for which it is not finite are left out.
        patients: How many there are.
        draws: Resamples.
        seed: Source of chance.
    """
    rng = np.random.default_rng(seed)
    values = np.array([statistic(rng.integers(0, patients, patients)) for _ in range(draws)])
    values = values[np.isfinite(values)]
    if not len(values):
        return float("nan"), float("nan")
    low, high = np.percentile(values, (2.5, 97.5))
    return float(low), float(high)
