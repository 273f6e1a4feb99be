"""Focal excess: is a map unusual for this classifier, class and decision at one place outside R? (method, section 5).

Maps stand in the common lung frame, P places of an h×w grid. What is unusual is read against films of the same decision and of like
scores; how unusual any film's most unusual place is, against what each of those films gives when it is read against the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

LEAST = 60
"""Films of the same decision that a reference needs; under it all films of the class are pooled (method, section 5)."""

MATCHED = 79
"""Films of nearest score that a map is read against; with 79, 5 % is exactly the four most unusual of eighty."""

TRIMMED = 0.10
"""Share of the reference, the most extreme films, that does not count for what is usual."""

NOMINAL = 0.05
"""Share of usual maps that may be flagged."""

_MAD = 1.4826
_TAIL = 0.95

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Usual:
    """What maps of like films look like at each place.

    Attributes:
        middle, spread: h×w, median and robust standard deviation of the maps.
        peak_middle, peak_reach: h×w, median of the smoothed cluster peaks, and how far above it 95 % of them stay. Where the tails of
            places differ, this and not the MAD makes places comparable.
    """

    middle: Maps
    spread: Maps
    peak_middle: Maps
    peak_reach: Maps

    @classmethod
    def of(cls, maps: Maps, outside: NDArray[np.bool_]) -> Usual:
        """Learn from N×h×w maps, without the most extreme tenth of them.

        Args:
            maps: Mass-normalised, in the frame.
            outside: N×h×w, where each is looked at.
        """
        middle, spread = _middle_and_spread(maps)
        peaks = cluster_peaks((maps - middle) / spread)
        # A tenth of outliers moves what 95 % reach, but neither median nor MAD.
        usual, wide = _middle_and_spread(peaks)
        extreme = np.where(outside, (peaks - usual) / wide, -np.inf).max(axis=(-2, -1))
        kept = maps[np.argsort(extreme, kind="stable")[: len(maps) - int(TRIMMED * len(maps))]]
        middle, spread = _middle_and_spread(kept)
        peaks = cluster_peaks((kept - middle) / spread)
        usual = np.median(peaks, axis=0)
        return cls(middle, spread, usual, _floored(np.quantile(peaks, _TAIL, axis=0) - usual))

    def deviations(self, maps: Maps) -> Maps:
        """Return …×h×w, how far above the usual the cluster peaks around each place stand, in units of what the usual reaches."""
        return (cluster_peaks((maps - self.middle) / self.spread) - self.peak_middle) / self.peak_reach

    def excess(self, maps: Maps, outside: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the largest deviation outside R of each of …×h×w maps; −∞ where nothing is outside."""
        return np.asarray(np.where(outside, self.deviations(maps), -np.inf).max(axis=(-2, -1)))


def mass_normalised(maps: Maps, known: NDArray[np.bool_]) -> Maps:
    """Divide signed …×h×w maps by the mean of their absolute values where the film is; a map of zeros stays."""
    mass = np.where(known, np.abs(maps), 0).sum(axis=(-2, -1), keepdims=True) / np.maximum(known.sum(axis=(-2, -1), keepdims=True), 1)
    return np.asarray(maps / np.where(mass > 0, mass, 1), np.float32)


def cluster_peaks(z: Maps) -> Maps:
    """Return the largest mean of 3×3 places whose centre is at most one cell away: a cell of misregistration makes no excess."""
    within = (1,) * (z.ndim - 2) + (3, 3)
    return np.asarray(ndimage.maximum_filter(ndimage.uniform_filter(z, within, mode="nearest"), within, mode="nearest"))


def _middle_and_spread(values: Maps) -> tuple[Maps, Maps]:
    """Return median and scaled MAD over the first axis."""
    middle = np.median(values, axis=0)
    return middle, _MAD * _floored(np.median(np.abs(values - middle), axis=0))


def _floored(spread: Maps) -> Maps:
    """Raise what is smaller to the 25th percentile of what is not zero: a third or more of the places may have no spread at all."""
    some = spread[spread > 0]
    return np.asarray(np.maximum(spread, np.percentile(some, 25) if some.size else 1), np.float32)
