"""Generated cohorts, and series of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Attribute, Cohort, Decisions
from audit.cohort.over_time.figures import Quantity, Subject
from audit.cohort.over_time.series import Series

JANUARY_2025 = 12 * 2025


def a_series(value: Sequence[float] | NDArray[np.float64], view: Sequence[int] | None = None, *, rate: bool = False) -> Series:
    """One series; of one view where none is told."""
    quantity = Quantity.POSITIVES if rate else Quantity.SCORE
    codes = np.zeros(len(value), np.int64) if view is None else np.array(view, np.int64)
    return Series(Subject(quantity, "Effusion", "", ""), np.arange(len(value)), np.array(value, float), codes)


def some_decisions(label: str, logit: NDArray[np.float64], verdict: NDArray[np.int64] | None = None) -> Decisions:
    """Decisions that are positive above 1, without anything else."""
    nothing = np.full(len(logit), np.nan)
    return Decisions(label, logit, logit > 1, np.full(len(logit), -1) if verdict is None else verdict, nothing, nothing, nothing)


def a_cohort(logit: NDArray[np.float64], maker: NDArray[np.int64], view: NDArray[np.int64]) -> Cohort:
    """A cohort of one label and a film a patient, two makers, AP (0) and PA (1), 100 films a month; entries are multiples of 7."""
    films = np.arange(len(logit))
    attributes = (Attribute("manufacturer", ("Acme", "Bolt"), maker), Attribute("view", ("AP", "PA"), view))
    return Cohort(
        7 * (films + 1), films, JANUARY_2025 + films // 100, np.full(len(films), np.nan), attributes, (some_decisions("Effusion", logit),)
    )
