"""The CUSUM: how much the films since the best moment say for a change at that moment (Page 1954)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def cusum(increments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return S with S[t] = max(0, S[t - 1] + increments[t]) and S[-1] = 0, shape (films,): the sum less its lowest value so far."""
    total = np.cumsum(increments)
    path: NDArray[np.float64] = total - np.minimum(np.minimum.accumulate(total), 0.0)
    return path


def first_crossing(increments: NDArray[np.float64], limit: float) -> int | None:
    """Return the index of the first film at which the CUSUM reaches the limit; None where it never does."""
    crossed = cusum(increments) >= limit
    return int(np.argmax(crossed)) if crossed.any() else None
