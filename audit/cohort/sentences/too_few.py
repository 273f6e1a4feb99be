"""What no sentence could be about, and how many films it would take."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audit.cohort.cohort import Attribute, Cohort
from audit.cohort.figures import MIN_PATIENTS, Kind, TooFew
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.permutation.contrasts import contrasts
from audit.cohort.statistics.permutation.questions import Question

_ASKED = {
    Kind.CONFOUND: "to see what goes with {label}",
    Kind.SCORE_GIVEN_LABEL: "to compare scores for {label}",
    Kind.DEPENDENT: "to compare how often positive decisions for {label} depend on a place outside",
}


def too_few(cohort: Cohort, asked: Sequence[Question]) -> tuple[TooFew, ...]:
    """Return attributes whose groups are too small, then questions that lack films although groups are large enough."""
    films = len(cohort.seq)
    found = [_of_attribute(cohort, one, needed) for one in cohort.attributes if (needed := _needed(cohort, one)) > films]
    if len(found) < len(cohort.attributes):
        for question in asked:
            label = cohort.decisions[question.decisions].label
            needed = question.films_needed
            if needed > films and not contrasts(cohort, question):
                text = f"Too few films {_ASKED[question.kind].format(label=label)}: about {needed} needed, there are {films}."
                found.append(TooFew(text, question.kind, label, "", films, needed))
    return tuple(found)


def _of_attribute(cohort: Cohort, attribute: Attribute, needed: int) -> TooFew:
    films = len(cohort.seq)
    text = (
        f"Too few films to compare groups by {attribute.name}: about {needed} needed for {MIN_PATIENTS} patients in one group and as many "
        f"in others, there are {films}."
    )
    return TooFew(text, None, "", attribute.name, films, needed)


def _needed(cohort: Cohort, attribute: Attribute) -> int:
    """Return how many films would put 30 patients into the largest group and 30 outside it; 0 where there is one group alone."""
    known = attribute.code[attribute.code >= 0]
    if np.unique(known).size < 2:
        return 0
    largest = attribute.code == np.bincount(known).argmax()
    fewer = min(count(cohort.patient[side]) for side in (largest, ~largest & (attribute.code >= 0)))
    return -(-len(cohort.seq) * MIN_PATIENTS // fewer)
