"""The interval of a share by Wilson (1927)."""

from __future__ import annotations

from math import sqrt

_Z = 1.959964


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; 0 to 1 of none."""
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, _Z**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of**2))
    return (max(middle - half, 0.0) if hits else 0.0), (min(middle + half, 1.0) if hits < of else 1.0)
