"""The difference between a group and all others within strata of films that are alike otherwise (method, section 8, estimand ii)."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from audit.cohort.figures import Estimate
from audit.cohort.statistics.by_patient import count, patients_of, sums


def strata(columns: Sequence[NDArray[np.int64]], films: int) -> NDArray[np.int64]:
    """Return the stratum of each film, counted from 0: films are in one where they agree in all columns."""
    if not columns:
        return np.zeros(films, dtype=np.int64)
    return np.unique(np.stack(columns), axis=1, return_inverse=True)[1].astype(np.int64)


def within(values: NDArray[np.float64], stratum: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return values less the mean of their stratum, shape (films,)."""
    films = np.bincount(stratum)
    means = np.divide(np.bincount(stratum, values), films, out=np.zeros(len(films)), where=films > 0)
    return values - means[stratum]


def standardised(
    values: NDArray[np.float64], group: NDArray[np.bool_], stratum: NDArray[np.int64], patient: NDArray[np.int64]
) -> Estimate | None:
    """Return the mean of the strata's differences; None where no stratum has films on both sides.

    A stratum of a films in the group and b others weighs a·b / (a + b), as Mantel and Haenszel weigh: it is the least-squares
    difference with one mean a stratum, whose error is taken over patients (Liang and Zeger 1986).

    Args:
        values: Finite, or 0 and 1, shape (films,).
        group: Shape (films,).
        stratum: Counted from 0, shape (films,).
        patient: Shape (films,).
    """
    belongs = within(group.astype(np.float64), stratum)
    used = np.isin(stratum, stratum[np.abs(belongs) > 1e-9])
    belongs, whose = belongs[used], patients_of(patient[used])
    films, patients, means = int(used.sum()), count(whose), len(np.unique(stratum[used]))
    if patients < 3 or films < means + 2:
        return None
    own, weight = within(values, stratum)[used], float((belongs**2).sum())
    value = float((belongs * own).sum()) / weight
    among = sums(belongs * (own - value * belongs), whose) / weight
    correction = patients / (patients - 1) * (films - 1) / (films - means - 1)
    half = float(stdtrit(patients - 1, 0.975)) * sqrt(correction * float((among**2).sum()))
    return Estimate(value, value - half, value + half, films, patients)
