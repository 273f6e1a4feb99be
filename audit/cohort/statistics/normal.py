"""The normal quantile of all 95 % intervals."""

from __future__ import annotations

from scipy.special import ndtri

Z95 = float(ndtri(0.975))
