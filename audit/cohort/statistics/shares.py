"""Shares of films whose patients are the unit: Wilson's interval for as many films as they are worth, and the difference of two shares."""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from audit.cohort.figures import Estimate, Share
from audit.cohort.statistics.by_patient import count, patients_of, sums
from audit.cohort.statistics.normal import Z95
from audit.wilson import wilson


def share(event: NDArray[np.bool_], patient: NDArray[np.int64]) -> Share | None:
    """Return the share of films with an event; None of no films.

    Several films of a patient tell less than as many patients: Wilson's interval is taken for the number of films over the design
    effect, as Korn and Graubard (1998) do for surveys. Where all films or none have the event, nothing shows how alike a patient's
    films are, and each patient counts once.

    Args:
        event: Shape (films,).
        patient: Shape (films,).
    """
    films, events = len(event), int(event.sum())
    if films == 0:
        return None
    patients = count(patient)
    worth = float(films) if patients == films else _worth(event, patient, patients)
    low, high = wilson(events / films * worth, worth)
    return Share(events, films, patients, events / films, low, high)


def difference(
    one: NDArray[np.bool_], patient_one: NDArray[np.int64], other: NDArray[np.bool_], patient_other: NDArray[np.int64]
) -> Estimate:
    """Return by how much the first share exceeds the second.

    The interval is made of those of both shares (Newcombe 1998); patients with films on both sides correlate them, which Zou and
    Donner's (2008) form takes into account.

    Args:
        one, other: Whether a film has the event, shapes (films,) of either side, neither empty.
        patient_one, patient_other: By the same numbers on both sides.
    """
    first, second = share(one, patient_one), share(other, patient_other)
    if first is None or second is None:
        raise ValueError("A difference needs films on both sides.")
    value = first.value - second.value
    rho = _correlation(one, patient_one, other, patient_other)
    below, above = first.value - first.low, first.high - first.value
    under, over = second.value - second.low, second.high - second.value
    low = value - sqrt(max(0.0, below**2 + over**2 - 2 * rho * below * over))
    high = value + sqrt(max(0.0, above**2 + under**2 - 2 * rho * above * under))
    return Estimate(value, max(-1.0, low), min(1.0, high), first.of + second.of, count(np.concatenate([patient_one, patient_other])))


def _worth(event: NDArray[np.bool_], patient: NDArray[np.int64], patients: int) -> float:
    """Return as how many independent films these count."""
    films, value = len(event), float(event.mean())
    if patients < 2 or value in (0.0, 1.0):
        return float(patients)
    among = sums(event.astype(np.float64) - value, patients_of(patient))
    variance = patients / (patients - 1) * float((among**2).sum()) / films**2
    effect = max(1.0, variance / (value * (1 - value) / films))
    return films / effect * float((Z95 / stdtrit(patients - 1, 0.975)) ** 2)


def _correlation(
    one: NDArray[np.bool_], patient_one: NDArray[np.int64], other: NDArray[np.bool_], patient_other: NDArray[np.int64]
) -> float:
    """Return how both shares go together over patients who have films on both sides."""
    both = patients_of(np.concatenate([patient_one, patient_other]))
    nothing, left = np.zeros(len(both)), len(one)
    residual_one, residual_other = nothing.copy(), nothing.copy()
    residual_one[:left], residual_other[left:] = one - one.mean(), other - other.mean()
    a, b = sums(residual_one, both), sums(residual_other, both)
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum()) / size if size > 0 else 0.0
