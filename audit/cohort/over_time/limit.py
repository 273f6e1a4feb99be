"""The limit of all charts, so that together they raise one false alarm in 5,000 films."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

FILMS_A_FALSE_ALARM = 5000
"""First films of a cohort, over all charts together."""
LOG_RATE = -3.45
"""Logarithm of one side's false alarms a watched film, at limit 0, as simulated; see ``limit_of``."""


def limit_of(films: int, watched: Sequence[int]) -> float:
    """Return the log likelihood ratio at which every chart raises an alarm.

    A false alarm is a likelihood ratio of exp(limit) by chance, so one side of a chart raises about exp(LOG_RATE - limit) of them a
    watched film. Expected numbers add up whatever the charts have in common. W watched films over all charts, two sides each, are
    to raise films / 5,000 alarms:

        2 · W · exp(LOG_RATE - limit) = films / 5000

    LOG_RATE holds the estimated baseline: it was simulated with these charts themselves, which learn from the 100 films before and from
    all others as they come, 4,000 to 20,000 charts of 1,500 to 4,000 films each. Logarithms of false alarms a film, plus the limit, for
    limits of 6 to 9: means -3.48 to -3.50 on either side; rates of 10, 30 and 50 %, rise -3.3, -3.3, -3.5 and fall -3.7, -3.7, -3.5, so
    that both sides together stay under two times LOG_RATE's; 3 % -4.6 and -5.0; 1 % under -6. With a baseline of 20 films the figures
    are the same, since each film is compared with what the films before it foretell, and what is left of the estimate is
    independent from film to film. tests/benchmarks/drift.py simulates it anew.

    Args:
        films: First films of the cohort, at least 1.
        watched: Watched films of each chart, at least 1 in all.
    """
    return log(2 * sum(watched) * FILMS_A_FALSE_ALARM / films) + LOG_RATE
