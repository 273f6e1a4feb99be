"""Sums by patient: patients are what is drawn and permuted, so most statistics begin here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def patients_of(patient: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each film's patient counted from 0 without gaps, shape (films,)."""
    return (np.cumsum(_there(patient)) - 1)[patient].astype(np.int64)


def sums(values: NDArray[np.float64], patient: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of the values of each patient's films, shape (patients,).

    Args:
        values: Shape (films,).
        patient: Counted from 0 without gaps, shape (films,).
    """
    return np.bincount(patient, values).astype(np.float64)


def count(patient: NDArray[np.int64]) -> int:
    """Return how many patients these films have."""
    return int(np.count_nonzero(_there(patient)))


def _there(patient: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of each number up to the largest whether it is a patient's: they are few, so that nothing need be put in order."""
    there = np.zeros(int(patient.max(initial=-1)) + 1, bool)
    there[patient] = True
    return there
