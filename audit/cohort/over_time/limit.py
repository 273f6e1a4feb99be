"""The limit of all charts, so that together they raise one false alarm in 5,000 films."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

FILMS_A_FALSE_ALARM = 5000
"""First films of a cohort, over all charts together."""
LOG_RATE = -3.33
"""Logarithm of one side's false alarms a watched film, plus the limit, of the charts that raise most; see ``limit_of``."""


def limit_of(films: int, watched: Sequence[int]) -> float:
    """Return the log likelihood ratio at which every chart raises an alarm.

    A false alarm is a likelihood ratio of exp(limit) by chance, so one side of a chart raises at most exp(LOG_RATE - limit) of them a
    watched film. Expected numbers add up whatever the charts have in common. W watched films over all charts, two sides each, are
    to raise films / 5,000 alarms:

        2 · W · exp(LOG_RATE - limit) = films / 5000

    LOG_RATE holds for baselines that are estimated: these very charts were simulated, which begin after 100 films and compare each film
    with all before it, so that what is left of the estimate is independent from film to film. Up to the first alarm of each side of
    3,000 charts (20,000 at limit 9) of 1,500 films, mean of both sides (simulated_limit in tests/benchmarks/drift.py):

        limit     mean   rate 1 %     3 %    10 %    30 %    50 %
            5    -3.41      -6.09   -4.64   -3.49   -3.37   -3.33
            7    -3.45      -7.15   -4.91   -3.52   -3.51   -3.34
            9    -3.47                      -3.60           -3.50

    LOG_RATE is the highest, so charts of rare events raise fewer false alarms than they may.

    Args:
        films: First films of the cohort, at least 1.
        watched: Watched films of each chart, at least 1 in all.
    """
    return log(2 * sum(watched) * FILMS_A_FALSE_ALARM / films) + LOG_RATE
