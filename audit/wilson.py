"""The interval of a share by Wilson's score (1927)."""

from __future__ import annotations

from math import sqrt

from scipy.special import ndtri


def wilson(events: float, of: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a share; 0 to 1 of none.

    Args:
        events: At most ``of``.
        of: Independent films, or as many as clustered ones are worth.
        confidence: Over 0 and under 1.
    """
    if of <= 0:
        return 0.0, 1.0
    z = float(ndtri(0.5 + confidence / 2))
    share, z2 = events / of, z * z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return (max(middle - half, 0.0) if events > 0 else 0.0), (min(middle + half, 1.0) if events < of else 1.0)
