"""The comparisons of a question: each value of each attribute that has enough films, against all other known values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort
from audit.cohort.figures import MIN_PATIENTS, MIN_POSITIVES, Kind
from audit.cohort.statistics.by_patient import count
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
    found: list[Contrast] = []
    for place, attribute in enumerate(cohort.attributes):
        code = attribute.code[question.rows]
        there = np.unique(code[code >= 0])
        for group in there[:1] if len(there) == 2 else there:
            if len(there) > 1 and _enough(cohort, question, attribute.code, int(group)):
                found.append(Contrast(place, int(group)))
    return tuple(found)


def _enough(cohort: Cohort, question: Question, code: NDArray[np.int64], group: int) -> bool:
    """Tell whether both sides have 30 patients and, for a rate among positives, ten positives."""
    scored = question.rows
    if question.kind is Kind.DEPENDENT:
        scored = np.flatnonzero(~np.isnan(cohort.decisions[question.decisions].logit))
        own = code[question.rows]
        if min(int((own == group).sum()), int(((own >= 0) & (own != group)).sum())) < MIN_POSITIVES:
            return False
    of = code[scored]
    sides = (of == group, (of >= 0) & (of != group))
    return min(count(cohort.patient[scored][side]) for side in sides) >= MIN_PATIENTS
