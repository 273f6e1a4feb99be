"""P values of a table, adjusted for how many there are (Benjamini and Hochberg 1995)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(ps: Sequence[float]) -> tuple[float, ...]:
    """Return the smallest false discovery rate at which each is called, in the order given."""
    if not ps:
        return ()
    values = np.asarray(ps, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    rank = np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum.accumulate(np.minimum(1.0, values[order] * len(values) / rank))
    return tuple(float(one) for one in adjusted)
