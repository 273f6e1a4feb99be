"""The interval of a rate (method, section 8)."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson(events: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the score interval of a rate (Wilson 1927), without a continuity correction.

    Args:
        events: How often it happened, 0 to ``of``.
        of: How often it could have; of 0 nothing is known, and the interval is 0 to 1.
        confidence: That the rate lies within, between 0 and 1.

    Raises:
        ValueError: There are more events than there could be, or fewer than none, or the confidence is no share.
    """
    if not (0 <= events <= of and 0 < confidence < 1):
        raise ValueError(f"{events} of {of} at a confidence of {confidence} has no interval")
    if of == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate, shrunk = events / of, 1 + z * z / of
    middle = (rate + z * z / (2 * of)) / shrunk
    half = z / shrunk * math.sqrt(rate * (1 - rate) / of + z * z / (4 * of * of))
    # At the ends the bound is the rate itself, which rounding would miss.
    return (0.0 if events == 0 else middle - half), (1.0 if events == of else middle + half)
