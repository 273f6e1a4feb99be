"""What attributes alone tell, without any pixel: areas of logistic regressions on patients that these were not fitted to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import MIN_POSITIVES, Estimate, Metadata
from audit.cohort.statistics.auc import area_with_interval, influence, standard_error
from audit.cohort.statistics.by_patient import count, patients_of
from audit.cohort.statistics.normal import Z95
from audit.cohort.tables.logistic import fitted

PARTS = 5
_RARE = 5
"""Patients below which a value is no feature."""


def metadata(cohort: Cohort, rng: np.random.Generator) -> tuple[Metadata, ...]:
    """Return how well attributes tell truth and decision, a label each; what has under ten patients on a side is None."""
    features, whose = _features(cohort), patients_of(cohort.patient)
    part = rng.permutation(np.arange(int(whose.max(initial=-1)) + 1) % PARTS)[whose]
    return tuple(_of_label(cohort, label, features, part) for label in cohort.decisions)


def _of_label(cohort: Cohort, label: Decisions, features: NDArray[np.float64], part: NDArray[np.int64]) -> Metadata:
    told, scored = ~np.isnan(label.truth), ~np.isnan(label.logit)
    both = told & scored
    truth = np.nan_to_num(label.truth)[:, None]
    decision_by_truth = _area(cohort, truth, label.positive, both, part)
    with_attributes = _area(cohort, np.column_stack([truth, features]), label.positive, both, part)
    return Metadata(
        label.label, _estimate(_area(cohort, features, label.truth == 1, told, part)),
        _estimate(_area(cohort, features, label.positive, scored, part)), _estimate(decision_by_truth),
        _increment(decision_by_truth, with_attributes),
    )  # fmt: skip


class _Area:
    """An area over the parts, each of which ranks its own films alone."""

    def __init__(self, score: NDArray[np.float64], target: NDArray[np.bool_], part: NDArray[np.int64], patient: NDArray[np.int64]) -> None:
        self.value, self.moves, self.patient = 0.0, np.zeros(len(score)), patient
        self.fewer = min(int(target.sum()), int((~target).sum()))
        pairs = {one: int(target[part == one].sum()) * int((~target[part == one]).sum()) for one in range(PARTS)}
        for one, count_of_pairs in pairs.items():
            if count_of_pairs:
                films, weight = part == one, count_of_pairs / sum(pairs.values())
                area, moves = influence(score[films], target[films])
                self.value += weight * area
                self.moves[films] = weight * moves


def _area(
    cohort: Cohort, features: NDArray[np.float64], target: NDArray[np.bool_], rows: NDArray[np.bool_], part: NDArray[np.int64]
) -> _Area | None:
    """Return the area of a regression fitted to the other parts; None where a side has under ten patients, or nothing is known."""
    features, target, part, patient = features[rows], target[rows], part[rows], cohort.patient[rows]
    if not features.shape[1] or min(count(patient[target]), count(patient[~target])) < MIN_POSITIVES:
        return None
    score = np.zeros(len(target))
    for one in np.unique(part):
        learnt = part != one
        if target[learnt].all() or not target[learnt].any():
            return None
        weights = fitted(features[learnt], target[learnt])
        score[~learnt] = features[~learnt] @ weights[1:]
    return _Area(np.round(score, 9), target, part, patient)


def _features(cohort: Cohort) -> NDArray[np.float64]:
    """Return one column a value that several patients have, 1 where a film has it, shape (films, features)."""
    columns = [
        (attribute.code == place).astype(np.float64)
        for attribute in cohort.attributes
        for place in range(len(attribute.values))
        if count(cohort.patient[attribute.code == place]) >= _RARE and (attribute.code != place).any()
    ]
    return np.column_stack(columns) if columns else np.zeros((len(cohort.seq), 0))


def _estimate(area: _Area | None) -> Estimate | None:
    return None if area is None else area_with_interval(area.value, standard_error(area.moves, area.patient), area.fewer, area.patient)


def _increment(without: _Area | None, with_attributes: _Area | None) -> Estimate | None:
    """Return by how much the second area exceeds the first, on the same films."""
    if without is None or with_attributes is None:
        return None
    gain, half = with_attributes.value - without.value, Z95 * standard_error(with_attributes.moves - without.moves, without.patient)
    return Estimate(gain, gain - half, gain + half, len(without.patient), count(without.patient))
