"""How well scores rank films: areas under the ROC curve and agreement with the teacher, with intervals over patients."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from models.training.facts import LABELS
from models.training.intervals import bootstrap

Scores = NDArray[np.float64]
LEAST = 10
"""Positives and negatives that an area needs (method, section 8)."""


def auc(scores: Scores, labels: NDArray[np.float32]) -> float:
    """Return the area under the ROC curve as the Mann–Whitney statistic; NaN without positives or negatives."""
    positive = labels > 0.5
    count = int(positive.sum())
    if count in (0, len(labels)):
        return float("nan")
    ranks = stats.rankdata(scores)
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def agreement(scores: Scores, teacher: NDArray[np.float32]) -> float:
    """Return Spearman's correlation; NaN where either is of one value throughout."""
    with np.errstate(invalid="ignore"):
        return float(np.corrcoef(stats.rankdata(scores), stats.rankdata(teacher))[0, 1])


def ranking(scores: Scores, labels: NDArray[np.float32], teacher: NDArray[np.float32], *, draws: int = 1000) -> dict[str, Any]:
    """Measure N×K scores: value, low and high end of the 95 % interval, for each class and for the mean of the classes.

    The mean of areas is over the classes with at least ten positives among these films.
    """
    count = len(scores)
    enough = [k for k in range(len(LABELS)) if labels[:, k].sum() >= LEAST]

    def mean_area(chosen: NDArray[np.int_]) -> float:
        return float(np.nanmean([auc(scores[chosen, k], labels[chosen, k]) for k in enough])) if enough else float("nan")

    def mean_agreement(chosen: NDArray[np.int_]) -> float:
        return float(np.mean([agreement(scores[chosen, k], teacher[chosen, k]) for k in range(len(LABELS))]))

    classes = {}
    for k, label in enumerate(LABELS):
        of_labels, of_teacher = partial(_over, auc, scores[:, k], labels[:, k]), partial(_over, agreement, scores[:, k], teacher[:, k])
        classes[label] = {
            "positives": int(labels[:, k].sum()),
            "auc": _with_interval(of_labels, count, draws),
            "spearman": _with_interval(of_teacher, count, draws),
        }
    return {
        "films": count,
        "classes_in_the_mean": len(enough),
        "auc_mean": _with_interval(mean_area, count, draws),
        "spearman_mean": _with_interval(mean_agreement, count, draws),
        "classes": classes,
    }


def _over(
    measure: Callable[[Scores, NDArray[np.float32]], float], scores: Scores, truth: NDArray[np.float32], chosen: NDArray[np.int_]
) -> float:
    return measure(scores[chosen], truth[chosen])


def _with_interval(statistic: Callable[[NDArray[np.int_]], float], count: int, draws: int) -> list[float]:
    return [round(value, 3) for value in (statistic(np.arange(count)), *bootstrap(statistic, count, draws=draws))]
