"""Correction of p-values for their number (Holm 1979)."""

from __future__ import annotations

from collections.abc import Sequence


def holm(ps: Sequence[float], tests: int) -> list[float]:
    """Return p-values that hold for all tests together, in the order given.

    Args:
        ps: In (0, 1].
        tests: How many were planned, at least as many as have a p-value; a test without one counts as if its p were 1.
    """
    adjusted, largest = [0.0] * len(ps), 0.0
    for rank, i in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        largest = max(largest, min(1.0, (tests - rank) * ps[i]))
        adjusted[i] = largest
    return adjusted
