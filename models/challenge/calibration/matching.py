"""The p-value of a region: its Δ among those of matched control places (method, section 6).

Places are compared by their descriptors and by their distance to the label's allowed region, each in units of its robust spread over
the table. The caliper is the table's own: the distance within which 99 of 100 of its places find enough others of other patients. So
it is chosen from what places look like, never from a Δ, and a region that is less like the controls than nearly all of them are like
each other is not compared with them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.floor import floor
from models.values.challenge import Filler

PER_PAIR = 20
"""Controls for each pair of a region and a label that is tested on a film: with fewer, the least p could not pass Holm's first step."""

FEWEST = 400
"""Controls that are taken for few pairs."""

WITHIN = 0.99
"""Share of the table's own places that find enough controls within the caliper."""

_ASKED = 1000
"""Places of a larger table that the caliper is measured on, evenly spread over it."""

_NORMAL = 1.349
"""Distance between the quartiles of a normal variable of unit spread."""
_TINY = 1e-6

Positions = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """How alike places are for one label.

    Attributes:
        center, scale: D+1, median and robust spread of descriptors and distance to R.
        positions: N×(D+1), the places in these units.
        patients: N, a number for each place's patient.
    """

    center: Positions
    scale: Positions
    positions: Positions
    patients: NDArray[np.int64]

    @classmethod
    def of(cls, raw: Positions, patients: NDArray[np.int64]) -> Self:
        """Return that of N places, at least one; the spread is the quartiles' distance, or the standard deviation where they are equal."""
        low, center, high = np.percentile(raw, (25, 50, 75), axis=0)
        robust, plain = (high - low) / _NORMAL, raw.std(axis=0)
        scale = np.where(robust > _TINY, robust, np.where(plain > _TINY, plain, 1.0))
        return cls(center, scale, (raw - center) / scale, patients)

    def apart(self, raw: Positions) -> Positions:
        """Return N, how far another place is from each."""
        return np.asarray(np.linalg.norm(self.positions - (raw - self.center) / self.scale, axis=1))

    def caliper(self, most: int) -> float:
        """Return how far apart a region and so many controls may lie; as many as any place can find where the table has fewer."""
        return float(self._calipers[min(most, len(self._calipers)) - 1]) if len(self._calipers) else 0.0

    @cached_property
    def _calipers(self) -> Positions:
        """By number of controls, from 1: the distance within which WITHIN of the places find so many of other patients."""
        asked = np.s_[:: -(-len(self.positions) // _ASKED)]
        apart = np.zeros((len(self.patients[asked]), len(self.patients)))
        for column in self.positions.T:
            apart += (column[asked, None] - column) ** 2
        apart[self.patients[asked, None] == self.patients] = np.inf
        apart.sort(axis=1)
        found_by_all = int(np.isfinite(apart).sum(axis=1).min())
        nearest = np.sqrt(apart[:, :found_by_all])
        return np.quantile(nearest, WITHIN, axis=0, method="higher") if found_by_all else np.zeros(0)


@dataclass(frozen=True)
class Matching:
    """Finds the controls of a region.

    Attributes:
        table: Of the classifier.
    """

    table: ControlTable
    _known: dict[tuple[int, bytes], Likeness] = field(default_factory=dict, repr=False, compare=False)

    def matched(
        self,
        filler: Filler,
        k: int,
        descriptors: NDArray[np.float32],
        to_allowed: float,
        pairs: int,
        patients: frozenset[str] = frozenset(),
    ) -> NDArray[np.int64]:
        """Return the controls of a region.

        Args:
            filler: What it is filled with.
            k: The label.
            descriptors: D, of the region (``Surroundings.describe``).
            to_allowed: Its distance from the label's allowed region (``Surroundings.to_allowed``).
            pairs: Of a region and a label that are tested on the film.
            patients: Names of the film's patient, whose places are left out.

        Returns:
            Rows of the table: places outside the label's allowed region that lie within the caliper, the nearest first, at most 20 a
            pair or 400, whichever is more.
        """
        rows = np.flatnonzero(self.table.outside(filler, k))
        if not len(rows):
            return rows
        like, most = self._likeness(k, rows), max(PER_PAIR * pairs, FEWEST)
        apart = like.apart(np.append(descriptors.astype(np.float64), to_allowed))
        apart[~self.table.others(patients)[rows]] = np.inf
        nearest = np.argsort(apart, kind="stable")[:most]
        return rows[nearest[apart[nearest] <= like.caliper(most)]]

    def read(
        self,
        filler: Filler,
        k: int,
        delta: float,
        direction: int,
        descriptors: NDArray[np.float32],
        to_allowed: float,
        pairs: int,
        patients: frozenset[str],
    ) -> tuple[float | None, int, float | None]:
        """Return what control places say of one region and one label; arguments as those of ``matched``, ``p_value`` and ``floor``.

        Returns:
            p, how many controls match, and the floor; None where they are not known.
        """
        rows = self.matched(filler, k, descriptors, to_allowed, pairs, patients)
        p, count = p_value(delta, self.table.deltas_of(filler, k, rows), direction, pairs)
        return p, count, floor(self.table, filler, k, direction, patients).value

    def _likeness(self, k: int, rows: NDArray[np.int64]) -> Likeness:
        key = k, rows.tobytes()
        if key not in self._known:
            raw = np.concatenate([self.table.descriptors[rows], self.table.to_allowed[rows, k, None]], axis=1)
            self._known[key] = Likeness.of(raw.astype(np.float64), self.table.numbered[rows])
        return self._known[key]


def p_value(delta: float, controls: NDArray[np.floating], direction: int, pairs: int) -> tuple[float | None, int]:
    """Return how unusual a Δ is among those of its controls.

    Args:
        delta: Of the region, in logits.
        controls: Δ of its matched controls.
        direction: 1 asks whether the score falls as far (positive findings), −1 whether it rises as far.
        pairs: Of a region and a label that are tested on the film.

    Returns:
        (1 + b) / (1 + n), b controls whose Δ in that direction is at least as large, and n; None where n is under 20 times the pairs.
    """
    count = len(controls)
    if count < PER_PAIR * pairs:
        return None, count
    return (1 + int(np.count_nonzero(direction * controls >= direction * delta))) / (1 + count), count
