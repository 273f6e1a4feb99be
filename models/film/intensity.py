"""The range of a film's intensities, found once and used by all who scale it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SAMPLE = 250_000
PERCENTILES = (0.5, 99.5)

IntensityRange = tuple[float, float]


def percentile_range(pixels: NDArray[np.float32]) -> IntensityRange:
    """Return the 0.5th and the 99.5th percentile of a film's pixels; of large films, of every so many."""
    values = pixels.ravel()
    low, high = np.percentile(values[:: max(1, values.size // _SAMPLE)], PERCENTILES)
    return float(low), float(high)
