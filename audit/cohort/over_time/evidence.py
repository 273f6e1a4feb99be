"""What each film says for a rise and for a fall: log likelihood ratios, film by film, within view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audit.cohort.over_time.sequential_scores import sequential_scores
from audit.cohort.over_time.series import Series

BASELINE = 100
"""Films that a chart learns from before it can raise an alarm; it goes on learning from every film that raises none."""
FEWEST_IN_VIEW = 20
"""Earlier films of its own view that a film is compared with."""
SHIFT = 0.3
"""The change that charts are most sensitive to, in standard deviations: half a deviation fades as the chart learns from changed films."""
LARGEST_LOG_ODDS = 1.0
"""Of a rate's change; without it, that of rare events would be many times the rate."""


def evidence(series: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what each film adds for a rise and for a fall, shape (films,) each: log likelihood ratios against no change.

    A film is compared with the films before it in the series; one that is not watched adds 0.
    """
    if series.subject.quantity.is_rate:
        rise, fall = _of_rate(series)
    else:
        scores = sequential_scores(series.value, series.view)
        rise, fall = (sign * SHIFT * scores - SHIFT**2 / 2 for sign in (1, -1))
    among = watched(series.view)
    return np.where(among, rise, 0.0), np.where(among, fall, 0.0)


def watched(view: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which films enough films came before, of all and of their own view, shape (films,).

    Args:
        view: Code of each film's view, in the order of entry.
    """
    among: NDArray[np.bool_] = (np.arange(len(view)) >= BASELINE) & (earlier_in_view(view) >= FEWEST_IN_VIEW)
    return among


def earlier_in_view(view: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of each film how many earlier films have its view."""
    seen = np.zeros(len(view), np.int64)
    for code in np.unique(view):
        at = np.flatnonzero(view == code)
        seen[at] = np.arange(len(at))
    return seen


def _of_rate(series: Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return log likelihood ratios of higher and lower odds against the rate that the earlier films of the view foretell (Jeffreys)."""
    seen = earlier_in_view(series.view)
    events = np.zeros(len(seen))
    for code in np.unique(series.view):
        at = np.flatnonzero(series.view == code)
        events[at] = np.cumsum(series.value[at]) - series.value[at]
    rate = (events + 0.5) / (seen + 1)
    log_odds = np.minimum(SHIFT / np.sqrt(rate * (1 - rate)), LARGEST_LOG_ODDS)
    rise, fall = (sign * log_odds * series.value - np.log1p(rate * np.expm1(sign * log_odds)) for sign in (1, -1))
    return rise, fall
