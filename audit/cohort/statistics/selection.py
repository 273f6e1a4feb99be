"""What is left of an effect that is told because it was large (the winner's curse)."""

from __future__ import annotations

from math import exp, pi, sqrt

from scipy.optimize import brentq
from scipy.special import ndtr


def left_after_selection(z: float, critical: float) -> float:
    """Return the share of an effect that is left, 0 to 1.

    A statistic is told only beyond the critical value, so its likelihood is that of a normal cut there; the effect that makes it
    largest is taken (Zhong and Prentice 2008). Far beyond the critical value next to all is left, at it next to nothing.

    Args:
        z: The effect over its error; its sign does not matter.
        critical: What z had to reach.
    """
    size = abs(z)
    if size <= critical:
        return 0.0

    def slope(effect: float) -> float:
        beyond = float(ndtr(effect - critical) + ndtr(-critical - effect))
        return size - effect - (_density(critical - effect) - _density(critical + effect)) / beyond

    return float(brentq(slope, 0.0, size)) / size if slope(1e-9) > 0 else 0.0


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)
