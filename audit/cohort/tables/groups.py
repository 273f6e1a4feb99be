"""The table of a cohort: each label in all films and in each group, with what the group has films enough for (method, section 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import MIN_NAMED, MIN_PATIENTS, MIN_POSITIVES, Figures, Share
from audit.cohort.statistics.auc import auc
from audit.cohort.statistics.bootstrap import mean
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.exact import fisher_exact
from audit.cohort.statistics.false_discovery import benjamini_hochberg
from audit.cohort.statistics.permutation.questions import dependent, tested
from audit.cohort.statistics.shares import share
from audit.cohort.tables.calibration import calibration

Rows = NDArray[np.bool_]


def figures(cohort: Cohort, rng: np.random.Generator) -> tuple[Figures, ...]:
    """Return all rows: a label in all films, then in each group of at least ``MIN_NAMED`` patients.

    False discovery rates are over the whole table.
    """
    rows = [row for label in cohort.decisions for row in _rows_of(cohort, label, rng)]
    prevalence, dependence = (_adjusted(ps) for ps in ([row.prevalence_p for row in rows], [row.dependent_p for row in rows]))
    return tuple(replace(row, prevalence_q=p, dependent_q=d) for row, p, d in zip(rows, prevalence, dependence, strict=True))


def unnamed(cohort: Cohort) -> tuple[tuple[str, int], ...]:
    """Return how many values of each attribute fewer than ``MIN_NAMED`` patients have, where there are any."""
    small = (
        (one.name, sum(count(cohort.patient[one.code == place]) < MIN_NAMED for place in range(len(one.values))))
        for one in cohort.attributes
    )
    return tuple((name, values) for name, values in small if values)


def _adjusted(ps: list[float | None]) -> list[float | None]:
    """Return false discovery rates, where there was a test."""
    qs = iter(benjamini_hochberg([p for p in ps if p is not None]))
    return [None if p is None else next(qs) for p in ps]


def _rows_of(cohort: Cohort, label: Decisions, rng: np.random.Generator) -> Iterator[Figures]:
    there = ~np.isnan(label.logit) | ~np.isnan(label.truth)
    yield _row(cohort, label, there, "", "", rng)
    for attribute in cohort.attributes:
        known = there & (attribute.code >= 0)
        for place, value in enumerate(attribute.values):
            group = known & (attribute.code == place)
            if count(cohort.patient[group]) < MIN_NAMED:
                continue
            row = _row(cohort, label, group, attribute.name, value, rng)
            if row.films_needed == 0:
                sides = group, known & ~group
                prevalence = _exact(sides, ~np.isnan(label.truth), label.truth == 1, cohort.patient, MIN_PATIENTS)
                row = replace(row, prevalence_p=prevalence, dependent_p=_exact(sides, tested(label), dependent(label), cohort.patient))
            yield row


def _row(cohort: Cohort, label: Decisions, group: Rows, attribute: str, value: str, rng: np.random.Generator) -> Figures:
    patient = cohort.patient
    films, patients = int(group.sum()), count(patient[group])
    if patients < MIN_PATIENTS:
        needed = -(-films * MIN_PATIENTS // patients) if patients else MIN_PATIENTS
        return Figures(label.label, attribute, value, films, patients, needed)
    scored, told, called = group & ~np.isnan(label.logit), group & ~np.isnan(label.truth), label.positive
    both, has = scored & told, label.truth == 1
    positive, shown = scored & called, group & tested(label)
    enrichment, delta = (positive & ~np.isnan(column) for column in (label.enrichment, label.largest_delta))
    enough = min(int((both & has).sum()), int((both & ~has).sum())) >= MIN_POSITIVES
    return Figures(
        label.label, attribute, value, films, patients,
        prevalence=share(has[told], patient[told]),
        positive=share(called[scored], patient[scored]),
        dependent=share(dependent(label)[shown], patient[shown]) if shown.sum() >= MIN_POSITIVES else None,
        enrichment=mean(label.enrichment[enrichment], patient[enrichment], rng) if enrichment.sum() >= MIN_POSITIVES else None,
        delta=mean(label.largest_delta[delta], patient[delta], rng) if delta.sum() >= MIN_POSITIVES else None,
        auc=auc(label.logit[both], has[both], patient[both]) if enough else None,
        sensitivity=_share_of(called, both & has, patient),
        specificity=_share_of(~called, both & ~has, patient),
        calibration=calibration(label.logit[both], label.truth[both], patient[both], rng) if enough else None,
    )  # fmt: skip


def _share_of(event: Rows, of: Rows, patient: NDArray[np.int64]) -> Share | None:
    return share(event[of], patient[of]) if of.sum() >= MIN_POSITIVES else None


def _exact(sides: tuple[Rows, Rows], of: Rows, event: Rows, patient: NDArray[np.int64], least: int = MIN_POSITIVES) -> float | None:
    """Return the p of an exact test of a group against the others; None where a side has too few patients."""
    one, other = (_first_films(side & of, patient) for side in sides)
    if min(len(one), len(other)) < least:
        return None
    return fisher_exact(int(event[one].sum()), len(one), int(event[other].sum()), len(other))


def _first_films(rows: Rows, patient: NDArray[np.int64]) -> NDArray[np.intp]:
    """Return one film a patient: exact tests take films for independent."""
    chosen = np.flatnonzero(rows)
    return chosen[np.unique(patient[chosen], return_index=True)[1]]
