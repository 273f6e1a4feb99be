"""A chart by month of acquisition."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.over_time.figures import Month


def by_month(value: NDArray[np.float64], view: NDArray[np.int64], month: NDArray[np.int64]) -> tuple[Month, ...]:
    """Return the mean of each known month, rising: the whole chart's mean, and by how much the month's films lie off their views' means.

    So a month with more AP films than others is as high as if it had as many as the whole chart.

    Args:
        value: Shape (films,).
        view: Code of each film's view, shape (films,).
        month: Of acquisition, shape (films,); -1 where it is unknown.
    """
    codes = np.unique(view, return_inverse=True)[1]
    means = np.bincount(codes, value) / np.bincount(codes)
    known = month >= 0
    months, of = np.unique(month[known], return_inverse=True)
    films = np.bincount(of, minlength=len(months))
    off = np.bincount(of, (value - means[codes])[known], minlength=len(months)) / np.maximum(1, films)
    whole = float(value.mean())
    return tuple(Month(int(at), int(count), whole + float(by)) for at, count, by in zip(months, films, off, strict=True))
