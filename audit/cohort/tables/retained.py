"""What is left of the area of each label's score when a side of its allowed region is filled in (method, section 8).

Areas of two classifiers are never compared without the share that is left of what each has over chance.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort, Decisions
from audit.cohort.figures import MIN_POSITIVES, Estimate, Retained, TooFew
from audit.cohort.statistics.auc import area_with_interval
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.weighted_area import drawn_areas

_CHANCE, _NEXT_TO_NOTHING = 0.5, 1e-6


def retained(cohort: Cohort, rng: np.random.Generator) -> tuple[Retained, ...]:
    """Return a row for each label and removal, as far as there are ten films of either truth; the same films are drawn alike."""
    seed = int(rng.integers(2**32))
    return tuple(row for label in cohort.decisions for row in _rows(cohort, label, seed))


def too_few_removed(cohort: Cohort) -> tuple[TooFew, ...]:
    """Return the labels of which films were filled in, with too few of either truth for any area."""
    found = []
    for label in cohort.decisions:
        fewer = max((min(_sides(label, delta)) for delta in label.removed.values()), default=MIN_POSITIVES)
        if not np.isnan(label.truth).all() and fewer < MIN_POSITIVES:
            films = max(sum(_sides(label, delta)) for delta in label.removed.values())
            needed = max(2 * MIN_POSITIVES, -(-films * MIN_POSITIVES // max(1, fewer)))
            text = (
                f"Too few films that were filled in for areas of {label.label}: about {needed} needed for {MIN_POSITIVES} of either truth, "
                f"there are {films}."
            )
            found.append(TooFew(text, None, label.label, "", films, needed))
    return tuple(found)


def _sides(label: Decisions, delta: NDArray[np.float64]) -> tuple[int, int]:
    """Return how many films with the label, and without it, have a score before and after."""
    both = _both(label, delta)
    return int((both & (label.truth == 1)).sum()), int((both & (label.truth == 0)).sum())


def _both(label: Decisions, delta: NDArray[np.float64]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.isfinite(label.logit + delta + label.truth)
    return found


def _rows(cohort: Cohort, label: Decisions, seed: int) -> Iterator[Retained]:
    for removal, delta in sorted(label.removed.items()):
        fewer = min(_sides(label, delta))
        if fewer < MIN_POSITIVES:
            continue
        rows = _both(label, delta)
        logit, truth, patient = label.logit[rows], label.truth[rows] == 1, cohort.patient[rows]
        drawn = drawn_areas(np.stack([logit, logit - delta[rows]]), truth, patient, np.random.default_rng(seed))
        before, after = (_estimate(areas, fewer, patient) for areas in drawn.T)
        share = _share(drawn, before) if before.low > _CHANCE else None
        yield Retained(label.label, removal.removed, removal.filler, before, after, share)


def _estimate(areas: NDArray[np.float64], fewer: int, patient: NDArray[np.int64]) -> Estimate:
    """Return an area with the percentiles of its draws; where all films are told apart these say nothing, and Wilson's interval does."""
    area = float(areas[0])
    if not 0 < area < 1:
        return area_with_interval(area, 0.0, fewer, patient)
    low, high = (float(one) for one in np.quantile(areas[1:], (0.025, 0.975)))
    return Estimate(area, low, high, len(patient), count(patient))


def _share(drawn: NDArray[np.float64], before: Estimate) -> Estimate:
    """Return (area after − 0.5) / (area before − 0.5); a draw whose area before is no better than chance gives an endless share."""
    over = drawn - _CHANCE
    shares = over[:, 1] / np.maximum(over[:, 0], _NEXT_TO_NOTHING)
    low, high = (float(one) for one in np.quantile(shares[1:], (0.025, 0.975)))
    return Estimate(float(shares[0]), low, high, before.films, before.patients)
