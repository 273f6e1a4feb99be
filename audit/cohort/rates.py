"""How often a classifier decides for each finding in a cohort, and how the films are spread over groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.statistics.wilson import wilson
from audit.records.verdicts import WORST_FIRST

_DEPENDENT, _NOT_ASSESSABLE, _NOT_CHALLENGED = map(WORST_FIRST.index, ("dependent_on_outside", "not_assessable", "not_challenged"))


@dataclass(frozen=True)
class Rate:
    """How often something happened, with its interval of 95 %; that counts each film as independent of the others."""

    events: int
    of: int
    low: float
    high: float


@dataclass(frozen=True)
class LabelRates:
    """Of one label.

    Attributes:
        present: Films with it, of those of which somebody said.
        positive: Positive decisions, of all films.
        dependent: *Dependent on outside*, of the positive decisions that were tested.
    """

    label: str
    present: Rate
    positive: Rate
    dependent: Rate


def rates_of(cohort: Cohort) -> tuple[LabelRates, ...]:
    """Return the rates of each label."""
    return tuple(map(_rates, cohort.decisions))


def spread(cohort: Cohort) -> Iterator[tuple[str, str, int, int]]:
    """Yield attribute, value, films and patients; of a film of which the attribute is unknown the value is "unknown"."""
    for attribute in cohort.attributes:
        for code, value in ((-1, "unknown"), *enumerate(attribute.values)):
            films = attribute.code == code
            if films.any():
                yield attribute.name, value, int(films.sum()), len(np.unique(cohort.patient[films]))


def _rates(of: Decisions) -> LabelRates:
    known = ~np.isnan(of.truth)
    tested = of.positive & (of.verdict >= 0) & (of.verdict != _NOT_ASSESSABLE) & (of.verdict != _NOT_CHALLENGED)
    return LabelRates(
        of.label, _rate(int((of.truth[known] == 1).sum()), int(known.sum())), _rate(int(of.positive.sum()), len(of.positive)),
        _rate(int((of.verdict[tested] == _DEPENDENT).sum()), int(tested.sum())),
    )  # fmt: skip


def _rate(events: int, of: int) -> Rate:
    return Rate(events, of, *wilson(events, of))
