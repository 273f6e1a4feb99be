"""Intervals for what a recipe measures: areas by Newcombe (2006), anything else by resampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from models.values.wilson import wilson

_Z = 1.959964


def newcombe(area: float, positives: int, negatives: int) -> tuple[float, float]:
    """Return the 95 % interval of an area under the ROC curve of few scores (Newcombe 2006, method 5).

    Its ends are the areas from which the one found lies 1.96 standard errors away, each with the standard error that Hanley and McNeil
    give for it, so that an area of 1 has a lower end too.
    """
    if not positives or not negatives:
        return 0.0, 1.0
    more = (positives + negatives) / 2 - 1

    def beyond(end: float) -> float:
        variance = end * (1 - end) / (positives * negatives) * (1 + more * (1 - end) / (2 - end) + more * end / (1 + end))
        return float(abs(area - end) - _Z * np.sqrt(variance))

    near = 1e-9  # At an area of 0 or 1 itself the error is none.
    low = brentq(beyond, 0.0, area - near) if area > near else 0.0
    high = brentq(beyond, area + near, 1.0) if area < 1 - near else 1.0
    return float(low), float(high)


def over_both(hits: NDArray[np.float64], of: NDArray[np.float64], *, draws: int = 2000, seed: int = 20261128) -> list[float | None]:
    """Return the mean over copies of their shares, with its 95 % percentile interval over copies and patients, both drawn with replacement.

    Args:
        hits: C×P, what was hit on the films of each patient with each copy; all copies are of the same patients.
        of: C×P, of how many; copies without any are left out.
        draws: Resamples.
        seed: Source of chance.

    Returns:
        Value, low and high end; None where no copy has any. Where all or nothing was hit, resampling knows no other end: then it is
        Wilson's, for as many as there were patients.
    """
    some = of.sum(axis=1) > 0
    hits, of = hits[some], of[some]
    copies, patients = hits.shape
    if not copies:
        return [None, None, None]
    value = float((hits.sum(axis=1) / of.sum(axis=1)).mean())
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(patients, np.full(patients, 1 / patients), size=draws)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = (weights @ hits.T) / (weights @ of.T)
    drawn = np.take_along_axis(shares, rng.integers(0, copies, (draws, copies)), axis=1)
    low, high = _ends(np.array([mean_of_finite(row) for row in drawn]))
    people = int((of.sum(axis=0) > 0).sum())
    high = high if hits.any() else wilson(0, people)[1]
    low = low if (hits < of).any() else wilson(people, people)[0]
    return [round(value, 4), round(low, 4), round(high, 4)]


def bootstrap(
    statistic: Callable[[NDArray[np.int_]], float], patients: int, *, draws: int = 1000, seed: int = 20261121
) -> tuple[float, float]:
    """Return the 95 % percentile interval of a statistic over patients drawn with replacement.

    Args:
        statistic: Of the patients with the given indices; draws for which it is not finite are left out.
        patients: How many there are.
        draws: Resamples.
        seed: Source of chance.
    """
    rng = np.random.default_rng(seed)
    return _ends(np.array([statistic(rng.integers(0, patients, patients)) for _ in range(draws)]))


def over_patients(
    statistics: Callable[[NDArray[np.int_]], dict[str, float]], patients: NDArray[np.str_], *, draws: int = 1000, seed: int = 20261121
) -> dict[str, list[float | None]]:
    """Return statistics of films, each with its 95 % percentile interval over their patients drawn with replacement.

    Args:
        statistics: By name, of the films with the given indices, which name a film as often as its patient was drawn.
        patients: Of the N films; a patient's films are drawn together.
        draws: Resamples.
        seed: Source of chance.

    Returns:
        Value, low and high end by name; None where the value is not finite, and ends over the draws for which it is.
    """
    people, of = np.unique(patients, return_inverse=True)
    films = np.split(np.argsort(of, kind="stable"), np.cumsum(np.bincount(of, minlength=len(people)))[:-1])
    rng = np.random.default_rng(seed)
    found = statistics(np.arange(len(patients)))
    drawn = [statistics(np.concatenate([films[i] for i in rng.integers(0, len(people), len(people))])) for _ in range(draws)]
    with_ends = {name: (value, *_ends(np.array([one[name] for one in drawn]))) for name, value in found.items()}
    return {name: [round(float(value), 4) if np.isfinite(value) else None for value in values] for name, values in with_ends.items()}


def mean_of_finite(values: Sequence[float] | NDArray[np.float64]) -> float:
    """Return the mean of the finite values; NaN where there is none."""
    known = np.asarray(values, np.float64)
    known = known[np.isfinite(known)]
    return float(known.mean()) if len(known) else float("nan")


def _ends(values: NDArray[np.float64]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)
