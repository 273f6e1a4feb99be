"""The area under the ROC curve where patients are drawn with all their films (Efron and Tibshirani 1993)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.statistics.by_patient import patients_of

DRAWS = 1_000
_AT_ONCE = 2_000_000


def drawn_areas(
    scores: NDArray[np.float64], truth: NDArray[np.bool_], patient: NDArray[np.int64], rng: np.random.Generator, draws: int = DRAWS
) -> NDArray[np.float64]:
    """Return the area of each score as it is, then of drawn patients; all scores are read on the same draws.

    Args:
        scores: Finite, shape (scores, films).
        truth: Both occur, shape (films,).
        patient: Shape (films,).
        rng: Draws patients.
        draws: How many times; a draw without both truths is left out.

    Returns:
        Shape (1 + draws, scores), or fewer rows.
    """
    whose = patients_of(patient)
    patients = int(whose.max()) + 1
    found = [_areas(scores, truth, np.ones((1, len(truth))))]
    for start in range(0, draws, rows := max(1, _AT_ONCE // len(truth))):
        drawn = rng.integers(0, patients, (min(rows, draws - start), patients))
        times = np.stack([np.bincount(one, minlength=patients) for one in drawn])[:, whose].astype(np.float64)
        both = (times[:, truth].sum(axis=1) > 0) & (times[:, ~truth].sum(axis=1) > 0)
        found.append(_areas(scores, truth, times[both]))
    return np.concatenate(found)


def _areas(scores: NDArray[np.float64], truth: NDArray[np.bool_], times: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area of each score where each film counts so often (times, shape (draws, films)), shape (draws, scores)."""
    return np.stack([_area(score, truth, times) for score in scores], axis=1)


def _area(score: NDArray[np.float64], truth: NDArray[np.bool_], times: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(score, kind="stable")
    starts = np.flatnonzero(np.diff(score[order], prepend=-np.inf) > 0)
    sorted_times, sick = times[:, order], truth[order]
    positives, negatives = (np.add.reduceat(sorted_times * side, starts, axis=1) for side in (sick, ~sick))
    below = np.cumsum(negatives, axis=1) - negatives / 2
    area: NDArray[np.float64] = (positives * below).sum(axis=1) / (positives.sum(axis=1) * negatives.sum(axis=1))
    return area
