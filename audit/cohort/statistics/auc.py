"""The area under the ROC curve of films whose patients are the unit (Obuchowski 1997), on the logit scale."""

from __future__ import annotations

from math import exp, log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from audit.cohort.figures import Estimate
from audit.cohort.statistics.by_patient import count, patients_of, sums
from audit.cohort.statistics.normal import Z95
from audit.wilson import wilson


def influence(score: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[float, NDArray[np.float64]]:
    """Return the area and by how much each film moves it, shape (films,), summing to 0.

    A positive's part is the share of negatives below it less the area, over the number of positives; a negative's mirrored.
    """
    positive, negative = score[truth], score[~truth]
    ranks = rankdata(score)
    above = (ranks[truth] - rankdata(positive)) / len(negative)
    below = 1 - (ranks[~truth] - rankdata(negative)) / len(positive)
    area = float(above.mean())
    moves = np.empty(len(score))
    moves[truth], moves[~truth] = (above - area) / len(positive), (below - area) / len(negative)
    return area, moves


def auc(score: NDArray[np.float64], truth: NDArray[np.bool_], patient: NDArray[np.int64]) -> Estimate:
    """Return the area with its interval.

    Args:
        score: Finite, shape (films,).
        truth: Of each film; both occur.
        patient: Shape (films,).
    """
    area, moves = influence(score, truth)
    fewer = min(int(truth.sum()), int((~truth).sum()))
    return area_with_interval(area, standard_error(moves, patient), fewer, patient)


def standard_error(moves: NDArray[np.float64], patient: NDArray[np.int64]) -> float:
    """Return the error of a sum of films' influences over independent patients."""
    among = sums(moves, patients_of(patient))
    return sqrt(len(among) / max(1, len(among) - 1) * float((among**2).sum()))


def area_with_interval(area: float, error: float, fewer: int, patient: NDArray[np.int64]) -> Estimate:
    """Return an area with an interval that stays between 0 and 1.

    Args:
        area: 0 to 1.
        error: Its standard error.
        fewer: Films of the rarer truth: where these are all told apart, they are a share of 1 by Wilson.
        patient: Of all films.
    """
    patients = count(patient)
    if error == 0 or not 0 < area < 1:
        low, high = wilson(area * fewer, fewer)
        return Estimate(area, low, high, len(patient), patients)
    middle, half = log(area / (1 - area)), Z95 * error / (area * (1 - area))
    return Estimate(area, 1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle)), len(patient), patients)
