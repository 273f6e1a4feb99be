"""What one comparison shows: both sides, their difference with its interval, and the films behind it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import Estimate, Kind, Place
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.permutation.contrasts import Contrast
from audit.cohort.statistics.permutation.questions import Question, strata_of
from audit.cohort.statistics.shares import difference
from audit.cohort.statistics.standardised import standardised, strata, within

_BESIDE = ("age", "sex", "view")
"""Attributes that differences are standardised for, by how their names begin."""


@dataclass(frozen=True)
class Side:
    """Films on one side of a comparison.

    Attributes:
        events: Of the group among films with the label, or films dependent on outside; 0 where scores are compared.
        films, patients: On this side.
    """

    events: int
    films: int
    patients: int


@dataclass(frozen=True)
class Measured:
    """One comparison.

    Attributes:
        group: The value that is compared with the others.
        difference: Of the sides, one less the other: shares, or logits within the same truth.
        one, other: Films with the label and without it for a confound; otherwise the group and the others.
        standardised: The difference within the same values of what it is standardised for; None where that is nothing more.
        beside: Names of what it is standardised for, the truth apart.
        in_deviations: The difference in standard deviations of the outcome.
        behind: Entries.
        behind_patients: Whose films these are.
        delta: Median of ``Decisions.largest_delta`` over the films behind it; None where none is known.
        place: Where the findings behind it depend on the film; None where nothing is known of it.
    """

    group: int
    difference: Estimate
    one: Side
    other: Side
    standardised: Estimate | None
    beside: tuple[str, ...]
    in_deviations: float
    behind: tuple[int, ...]
    behind_patients: int
    delta: float | None
    place: Place | None


def measured(cohort: Cohort, question: Question, contrast: Contrast) -> Measured | None:
    """Return what a comparison shows; None where one side of it is empty.

    For rates of *dependent on outside* between two values the one with the higher rate is the group.
    """
    attribute = cohort.attributes[contrast.attribute]
    known = attribute.code[question.rows] >= 0
    rows, outcome, stratum = question.rows[known], question.outcome[known], question.stratum[known]
    code, group = attribute.code[rows], contrast.group
    values = np.unique(code)
    if question.kind is Kind.DEPENDENT and len(values) == 2:
        group = int(max(values, key=lambda value: float(outcome[code == value].mean())))
    belongs, patient = code == group, cohort.patient[rows]
    split, event = (outcome == 1, belongs) if question.kind is Kind.CONFOUND else (belongs, outcome == 1)
    if split.all() or not split.any():
        return None
    if question.kind is Kind.SCORE_GIVEN_LABEL:
        apart = standardised(outcome, belongs, stratum, patient)
        spread = float(within(outcome, stratum).std())
    else:
        apart = difference(event[split], patient[split], event[~split], patient[~split])
        spread = sqrt(float(event.mean()) * (1 - float(event.mean())))
    if apart is None or spread == 0:
        return None
    beside = [
        other for place, other in enumerate(cohort.attributes) if place != contrast.attribute and other.name.lower().startswith(_BESIDE)
    ]
    columns = [strata_of(cohort.decisions[question.decisions].truth[rows])] if question.kind is not Kind.CONFOUND else []
    adjusted = standardised(outcome, belongs, strata([*columns, *(other.code[rows] for other in beside)], len(rows)), patient)
    decided, dependent = cohort.decisions[question.decisions], question.kind is Kind.DEPENDENT
    behind = _behind(question.kind, belongs, outcome, apart.value)
    return Measured(
        group, apart, _side(event, split, patient), _side(event, ~split, patient), adjusted if beside else None,
        tuple(other.name for other in beside), apart.value / spread,
        tuple(int(one) for one in cohort.seq[rows[behind]]), count(patient[behind]),
        _delta(decided.largest_delta[rows[behind]]) if dependent else None, _place(decided, rows[behind]) if dependent else None,
    )  # fmt: skip


def _behind(kind: Kind, belongs: NDArray[np.bool_], outcome: NDArray[np.float64], apart: float) -> NDArray[np.bool_]:
    """Return which films are behind it: of the group, and of these the ones dependent on outside where these are more than elsewhere."""
    return belongs & (outcome == 1) if kind is Kind.DEPENDENT and apart > 0 else belongs


def _side(event: NDArray[np.bool_], side: NDArray[np.bool_], patient: NDArray[np.int64]) -> Side:
    return Side(int(event[side].sum()), int(side.sum()), count(patient[side]))


def _place(decided: Decisions, behind: NDArray[np.int64]) -> Place | None:
    """Return the zone that most of the findings behind a sentence share."""
    if decided.zone is None:
        return None
    codes = decided.zone.code[behind]
    known = codes[codes >= 0]
    if not len(known):
        return None
    findings = np.bincount(known)
    return Place(decided.zone.values[int(findings.argmax())], int(findings.max()), len(known))


def _delta(deltas: NDArray[np.float64]) -> float | None:
    known = deltas[~np.isnan(deltas)]
    return float(np.median(known)) if len(known) else None
