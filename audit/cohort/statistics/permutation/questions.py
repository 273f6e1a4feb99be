"""The questions of a cohort, one a kind and label: which films answer it, with what outcome, within which strata of the label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import MIN_POSITIVES, Kind
from audit.cohort.statistics.by_patient import count
from audit.records.verdicts import DEPENDENT_ON_OUTSIDE, WORST_FIRST

_DEPENDENT = WORST_FIRST.index(DEPENDENT_ON_OUTSIDE)
_UNTESTED = [-1, WORST_FIRST.index("not_assessable"), WORST_FIRST.index("not_challenged")]
MIN_EVENTS = 5
"""Patients with a finding dependent on outside, before groups are compared in it."""


@dataclass(frozen=True)
class Question:
    """Does the outcome differ between groups?

    Attributes:
        kind: What is asked.
        decisions: The label's place in the cohort.
        rows: Films that answer, rising, shape (n,).
        outcome: The truth, the logit, or whether the finding is dependent on outside, shape (n,).
        stratum: Within which outcomes are compared: the truth, 0 or 1, or 2 where it is unknown; all 0 for the truth itself. Shape (n,).
        films_needed: As many as the cohort would need before any groups can be compared; 0 where it has them.
        askable: Whether the cohort has them, and something to compare.
    """

    kind: Kind
    decisions: int
    rows: NDArray[np.int64]
    outcome: NDArray[np.float64]
    stratum: NDArray[np.int64]
    films_needed: int = 0
    askable: bool = True


def questions(cohort: Cohort) -> Iterator[Question]:
    """Yield what can be asked of a cohort: nothing about truths that nobody told, scores that are not there or verdicts not drawn."""
    for place, label in enumerate(cohort.decisions):
        for question in (_confound(cohort, place, label), _score(cohort, place, label), _dependent(cohort, place, label)):
            if len(question.rows):
                yield question


def tested(label: Decisions) -> NDArray[np.bool_]:
    """Return which films have a positive decision whose dependence was tested, shape (films,)."""
    return label.positive & ~np.isin(label.verdict, _UNTESTED)


def dependent(label: Decisions) -> NDArray[np.bool_]:
    """Return which films have a verdict *dependent on outside*, shape (films,)."""
    found: NDArray[np.bool_] = label.verdict == _DEPENDENT
    return found


def strata_of(truth: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the truth as a stratum: 0, 1, or 2 where it is unknown."""
    return np.where(np.isnan(truth), 2, truth).astype(np.int64)


def _confound(cohort: Cohort, place: int, label: Decisions) -> Question:
    rows = np.flatnonzero(~np.isnan(label.truth))
    outcome, patient = label.truth[rows], cohort.patient[rows]
    fewer = min(count(patient[outcome == truth]) for truth in (0, 1))
    needed = 0 if fewer >= MIN_POSITIVES else _scaled(cohort, MIN_POSITIVES, fewer)
    return Question(Kind.CONFOUND, place, rows, outcome, np.zeros(len(rows), dtype=np.int64), needed, needed == 0)


def _score(cohort: Cohort, place: int, label: Decisions) -> Question:
    rows = np.flatnonzero(~np.isnan(label.truth) & ~np.isnan(label.logit))
    return Question(Kind.SCORE_GIVEN_LABEL, place, rows, label.logit[rows], strata_of(label.truth[rows]))


def _dependent(cohort: Cohort, place: int, label: Decisions) -> Question:
    rows = np.flatnonzero(tested(label))
    outcome = dependent(label)[rows].astype(np.float64)
    events = count(cohort.patient[rows][outcome == 1])
    needed = 0
    if len(rows) < 2 * MIN_POSITIVES:
        needed = _scaled(cohort, 2 * MIN_POSITIVES, len(rows))
    elif 0 < events < MIN_EVENTS:
        needed = _scaled(cohort, MIN_EVENTS, events)
    return Question(Kind.DEPENDENT, place, rows, outcome, strata_of(label.truth[rows]), needed, needed == 0 and events > 0)


def _scaled(cohort: Cohort, wanted: int, there: int) -> int:
    """Return how many films would hold as many as are wanted, if they came as these did."""
    return -(-len(cohort.seq) * wanted // max(1, there))
