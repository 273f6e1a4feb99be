"""The floor of an effect: Δ that some control place of a usual patient reaches one time in twenty (method, section 7).

Split conformal prediction over patients (Vovk 2005, Lei 2018): a further patient's largest Δ at control places exceeds the floor with a
chance of at most 5 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from models.challenge.calibration.controls import ControlTable
from models.values.challenge import Filler

LEAST = 60
"""Patients under which there is no floor."""

COVERAGE = (19, 20)
"""Share of patients that stay at or under the floor, as a fraction, so that the rank is exact."""


@dataclass(frozen=True)
class Floor:
    """The floor of a filler, a label and a direction.

    Attributes:
        value: In logits, without its sign, never under 0; None under 60 patients.
        n: Patients.
    """

    value: float | None
    n: int


def floor(table: ControlTable, filler: Filler, k: int, direction: int, patients: frozenset[str] = frozenset()) -> Floor:
    """Return the floor of an effect.

    Args:
        table: Of the classifier.
        filler: What places were filled with.
        k: The label; places that overlap its allowed region do not count.
        direction: 1 for scores that fall, −1 for scores that rise.
        patients: Who is left out: the film's own.
    """
    rows = np.flatnonzero(table.outside(filler, k) & table.others(patients))
    if not len(rows):
        return Floor(None, 0)
    every = np.full(int(table.numbered.max()) + 1, -np.inf)
    np.maximum.at(every, table.numbered[rows], direction * table.of(filler)[rows, k])
    largest = every[np.isfinite(every)]
    count = len(largest)
    if count < LEAST:
        return Floor(None, count)
    share, of = COVERAGE
    rank = math.ceil((count + 1) * share / of)
    return Floor(max(float(np.sort(largest)[rank - 1]), 0.0), count)
