"""The interval of a mean by drawing patients (Efron and Tibshirani 1993, chapter 12: bootstrap-t)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.figures import Estimate
from audit.cohort.statistics.by_patient import patients_of, sums

DRAWS = 1_000
BUNDLES = 400
_AT_ONCE = 2_000_000
_ROUNDED = 1e-12
"""Share of the sum of squares below which residuals are nothing but rounding."""


def mean(values: NDArray[np.float64], patient: NDArray[np.int64], rng: np.random.Generator, draws: int = DRAWS) -> Estimate | None:
    """Return the mean over films with its interval; None of under two patients.

    Patients are drawn with all their films. The mean of a draw is studentised by the draw's own error, which holds its coverage for
    few patients and skewed values better than percentiles do; a draw of equal values alone has the
    error of all. More than 400 patients are put into 400 bundles by chance and drawn in these: bundles are independent as patients are, and
    their mean is the same.

    Args:
        values: Finite, shape (films,).
        patient: Shape (films,).
        rng: Draws patients.
        draws: How many times.
    """
    whose = patients_of(patient)
    patients = int(whose.max(initial=-1)) + 1
    if patients < 2:
        return None
    drawn_as = whose if patients <= BUNDLES else (rng.permutation(patients) % BUNDLES)[whose]
    total, films = sums(values, drawn_as), np.bincount(drawn_as).astype(np.float64)
    centre = float(total.sum() / films.sum())
    moments = np.stack([total, films, total**2, total * films, films**2])
    error = float(_studentiser(moments.sum(axis=1)[:, None], centre)[0])
    rows = max(1, _AT_ONCE // len(films))
    drawn = [_drawn(moments, centre, error, rng, min(rows, draws - start)) for start in range(0, draws, rows)]
    low, high = np.quantile(np.concatenate(drawn), (0.025, 0.975)) if error > 0 else (0.0, 0.0)
    return Estimate(centre, centre - float(high) * error, centre - float(low) * error, len(values), patients)


def _drawn(moments: NDArray[np.float64], centre: float, whole: float, rng: np.random.Generator, draws: int) -> NDArray[np.float64]:
    """Return how many of its errors each draw's mean is off, shape (draws,)."""
    patients = moments.shape[1]
    chosen = rng.integers(0, patients, (draws, patients))
    drawn = np.stack([moment[chosen].sum(axis=1) for moment in moments])
    means = drawn[0] / drawn[1]
    error = _studentiser(drawn, means)
    own = np.where(error > 0, error, whole)
    off: NDArray[np.float64] = np.divide(means - centre, own, out=np.zeros(draws), where=own > 0)
    return off


def _studentiser(moments: NDArray[np.float64], means: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the error of a mean of clustered films: its patients' residuals, squared and summed."""
    _, films, squares, products, film_squares = moments
    residuals = squares - 2 * means * products + means**2 * film_squares
    residuals = np.where(residuals > _ROUNDED * squares, residuals, 0.0)
    root: NDArray[np.float64] = np.sqrt(residuals) / films
    return root
