"""The reference of one class: how unusual each film's map is beside the others, and how unusual a new one is beside them all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.films import Films
from models.attention.reference.focal import LEAST, MATCHED, NOMINAL, Maps, excess, level, nearest


@dataclass(frozen=True)
class Reading:
    """How unusual one map is; the fields are those of ``models.values.attention.FocalExcess``, with the place instead of its box.

    Attributes:
        place: Row and column in the frame.
    """

    value: float
    p: float
    flagged: bool | None
    n: int
    pooled: bool
    place: tuple[int, int]


@dataclass(frozen=True)
class OneClass:
    """N films and one class.

    Attributes:
        maps: N×h×w.
        logits, positive: N, score and decision.
        own, pooled: N, the largest excess outside R of each film; see ``Reference``.
    """

    maps: NDArray[np.float16]
    logits: NDArray[np.float32]
    positive: NDArray[np.bool_]
    own: NDArray[np.float32]
    pooled: NDArray[np.float32]
    _known: dict[bytes, Maps] = field(default_factory=dict, repr=False, compare=False)
    _multiples: dict[bool, NDArray[np.float64]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, films: Films, k: int) -> OneClass:
        """Read each film's map of a class against the others."""
        count = len(films.logits)
        own, pooled = np.full(count, np.nan, np.float32), np.full(count, np.nan, np.float32)
        one = cls(films.maps[:, k], films.logits[:, k], films.positive[:, k], own, pooled)
        everyone = np.arange(count)
        for i in range(count):
            among, of_both = one.read_against(positive=bool(one.positive[i]))
            for table, candidates in [(pooled, everyone)] if of_both else [(pooled, everyone), (own, among)]:
                near = nearest(one.logits, float(one.logits[i]), candidates[candidates != i], MATCHED)
                table[i] = excess(one.maps[i].astype(np.float32), one.usual(near), films.outside[i, k]).max()
        return one

    def read(self, mapped: Maps, outside: NDArray[np.bool_], logit: float, *, positive: bool) -> Reading:
        """Read the map of one finding; arguments as those of ``Reference.read``, something outside."""
        among, pooled = self.read_against(positive=positive)
        excesses = self.pooled if pooled else self.own
        near = nearest(self.logits, logit, among, MATCHED)
        key = near.tobytes()
        if key not in self._known:
            self._known[key] = self.usual(near)
        above = excess(mapped, self._known[key], outside)
        row, column = np.unravel_index(int(np.argmax(above)), above.shape)
        value = float(above[row, column])
        others = self._relative(among, excesses, positive=positive)[near]
        p = float((1 + np.count_nonzero(others >= value / level(excesses, self.logits, logit, among))) / (1 + len(others)))
        return Reading(value, p, p <= NOMINAL if len(near) >= LEAST else None, len(near), pooled, (int(row), int(column)))

    def read_against(self, *, positive: bool) -> tuple[NDArray[np.int64], bool]:
        """Return the films that findings of a decision are read against, and whether they are of both decisions."""
        alike = np.flatnonzero(self.positive == positive)
        return (np.arange(len(self.logits)), True) if len(alike) < MATCHED else (alike, False)

    def usual(self, near: NDArray[np.int64]) -> Maps:
        """Return the usual map of some films, their median at each place; np.median gives the same and takes four times as long."""
        low, high = (len(near) - 1) // 2, len(near) // 2
        return np.asarray(np.partition(self.maps[near].astype(np.float32), (low, high), axis=0)[low : high + 1].mean(axis=0))

    def _relative(self, among: NDArray[np.int64], excesses: NDArray[np.float32], *, positive: bool) -> NDArray[np.float64]:
        """Return N, the excess of each of some films as a multiple of what is usual at its score among the others."""
        if positive not in self._multiples:
            found = np.full(len(self.logits), np.nan)
            for j in among:
                found[j] = excesses[j] / level(excesses, self.logits, float(self.logits[j]), among[among != j])
            self._multiples[positive] = found
        return self._multiples[positive]
