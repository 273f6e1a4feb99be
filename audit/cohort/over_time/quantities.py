"""The quantities of films that are watched over time, one number a film each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.over_time.figures import Quantity
from audit.records.verdicts import UNDETERMINED, WORST_FIRST


def quantities(cohort: Cohort) -> Iterator[tuple[Quantity, str, NDArray[np.float64]]]:
    """Tell each quantity, of what it is (see ``Subject.name``), and its value a film, shape (films,); NaN where a film has none."""
    for decided in cohort.decisions:
        yield Quantity.SCORE, decided.label, decided.logit
    for decided in cohort.decisions:
        yield Quantity.POSITIVES, decided.label, np.where(np.isnan(decided.logit), np.nan, decided.positive)
    verdict = film_verdicts(cohort.decisions, len(cohort.seq))
    for at, name in enumerate(WORST_FIRST):
        yield Quantity.VERDICT, name, np.where(verdict < 0, np.nan, verdict == at)
    yield Quantity.QUALITY, "", cohort.quality


def film_verdicts(decisions: Sequence[Decisions], films: int) -> NDArray[np.int64]:
    """Return the verdict of each film, by the rule of ``audit.records.verdicts.worst``: index into ``WORST_FIRST``, -1 where there is none.

    Args:
        decisions: Of the films, one a label.
        films: How many there are.
    """
    none = len(WORST_FIRST)
    counted, known = np.full(films, none), np.full(films, none)
    for decided in decisions:
        verdict = np.where(decided.verdict < 0, none, decided.verdict)
        told = decided.positive | (verdict != WORST_FIRST.index(UNDETERMINED))
        known = np.minimum(known, verdict)
        counted = np.minimum(counted, np.where(told, verdict, none))
    found = np.where(counted < none, counted, known)
    return np.where(found == none, -1, found).astype(np.int64)
