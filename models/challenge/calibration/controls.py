"""Control places: what filling does to all labels' logits at places where nothing is known to matter (method, sections 6 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.challenge.calibration.descriptors import DESCRIPTORS
from models.values.challenge import Filler


@dataclass(frozen=True)
class ControlTable:
    """N control places, F fillers and K classes.

    Attributes:
        fillers: F, each once.
        patients: N, the name of each place's patient, as ``models.attention.reference.patients`` gives it.
        descriptors: N×D, what the place was like before it was filled (DESCRIPTORS).
        to_allowed: N×K, its distance from each label's allowed region, in shares of the field's diagonal; 0 where they overlap.
        deltas: N×F×K, y(film) − y(changed film) in logits; NaN where a filler was not run.
    """

    fillers: tuple[Filler, ...]
    patients: NDArray[np.str_]
    descriptors: NDArray[np.float32]
    to_allowed: NDArray[np.float32]
    deltas: NDArray[np.float32]

    @classmethod
    def none(cls, fillers: tuple[Filler, ...], classes: int) -> ControlTable:
        """Return no places; they join with any of these fillers and classes."""
        described = np.zeros((0, len(DESCRIPTORS)), np.float32)
        allowed, deltas = np.zeros((0, classes), np.float32), np.zeros((0, len(fillers), classes), np.float32)
        return cls(fillers, np.zeros(0, np.str_), described, allowed, deltas)

    @classmethod
    def joined(cls, parts: Sequence[ControlTable]) -> ControlTable:
        """Put tables of the same fillers and classes together; at least one.

        Raises:
            ValueError: Their fillers differ.
        """
        if len({part.fillers for part in parts}) != 1:
            raise ValueError("Tables of controls can be joined only where they are of the same fillers.")
        names = ("patients", "descriptors", "to_allowed", "deltas")
        return cls(parts[0].fillers, *(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def outside(self, filler: Filler, k: int) -> NDArray[np.bool_]:
        """Return N, which places lie outside the allowed region of a label and were filled by this filler."""
        if filler not in self.fillers:
            return np.zeros(len(self.patients), bool)
        return (self.to_allowed[:, k] > 0) & np.isfinite(self.of(filler)[:, k])

    def of(self, filler: Filler) -> NDArray[np.float32]:
        """Return N×K, Δ of one of the table's fillers."""
        return self.deltas[:, self.fillers.index(filler)]

    def deltas_of(self, filler: Filler, k: int, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return Δ of one label in some rows; none where the filler is not the table's."""
        return self.of(filler)[rows, k] if len(rows) else np.zeros(0, np.float32)

    def others(self, patients: frozenset[str]) -> NDArray[np.bool_]:
        """Return N, which places are of none of these patients."""
        others = np.ones(len(self.patients), bool)
        for name in patients & self._numbers.keys():
            others &= self.numbered != self._numbers[name]
        return others

    @cached_property
    def numbered(self) -> NDArray[np.int64]:
        """N, a number for each place's patient, from 0."""
        return np.asarray(np.unique(self.patients, return_inverse=True)[1], np.int64)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """By a patient's name, that number."""
        return {name: number for number, name in enumerate(np.unique(self.patients).tolist())}
