"""The comparisons of a question: each value of each attribute that has enough films, against all other known values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort
from audit.cohort.figures import MIN_PATIENTS, MIN_POSITIVES, Kind
from audit.cohort.statistics.permutation.questions import Question


@dataclass(frozen=True)
class Contrast:
    """One value of an attribute against the others, in one question.

    Attributes:
        attribute: Its place in the cohort.
        group: Index into its values.
    """

    attribute: int
    group: int


def contrasts(cohort: Cohort, question: Question) -> tuple[Contrast, ...]:
    """Return what is compared; of an attribute with two values the first alone, since the second says the same."""
    if not question.askable:
        return ()
    asked, scored = question.rows, question.rows
    if question.kind is Kind.DEPENDENT:
        scored = np.flatnonzero(~np.isnan(cohort.decisions[question.decisions].logit))
    found: list[Contrast] = []
    for place, attribute in enumerate(cohort.attributes):
        code = attribute.code[asked]
        films = np.bincount(code[code >= 0], minlength=len(attribute.values))
        there = np.flatnonzero(films)
        if len(there) < 2:
            continue
        enough = _on_both_sides(attribute.code[scored], cohort.patient[scored], len(attribute.values))
        if question.kind is Kind.DEPENDENT:
            enough &= (films >= MIN_POSITIVES) & (films.sum() - films >= MIN_POSITIVES)
        found += [Contrast(place, int(group)) for group in (there[:1] if len(there) == 2 else there) if enough[group]]
    return tuple(found)


def _on_both_sides(code: NDArray[np.int64], patient: NDArray[np.int64], groups: int) -> NDArray[np.bool_]:
    """Tell of each group whether 30 patients have films in it, and 30 have films in others, shape (groups,)."""
    known = code >= 0
    has = np.zeros((int(patient.max(initial=-1)) + 1, groups), bool)
    has[patient[known], code[known]] = True
    inside, of = has.sum(axis=0), has.sum(axis=1)
    outside = np.count_nonzero(of) - has[of == 1].sum(axis=0)
    enough: NDArray[np.bool_] = (inside >= MIN_PATIENTS) & (outside >= MIN_PATIENTS)
    return enough
