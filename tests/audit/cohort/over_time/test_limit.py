from math import exp

import numpy as np
import pytest

from audit.cohort.over_time.cusum import first_crossing
from audit.cohort.over_time.evidence import evidence, watched
from audit.cohort.over_time.limit import LOG_RATE, limit_of
from tests.audit.cohort.over_time.cohorts import a_series


def test_all_charts_together_are_to_raise_one_false_alarm_in_5000_films() -> None:
    counts = [4900, 1600, 1650]
    expected = sum(2 * count * exp(LOG_RATE - limit_of(5000, counts)) for count in counts)
    assert expected == pytest.approx(1)


def test_twice_as_many_charts_raise_the_limit_by_the_logarithm_of_two() -> None:
    assert limit_of(5000, [900] * 80) - limit_of(5000, [900] * 40) == pytest.approx(np.log(2))


@pytest.mark.parametrize("rate", [None, 0.02, 0.1, 0.5])
def test_unchanged_charts_keep_what_the_limit_promises(rate: float | None) -> None:
    """At a low limit, so that there are false alarms to count: about 90 are promised, and 120 are 3 standard errors more."""
    chance, limit, films = np.random.default_rng(8), 4.0, 500
    alarms, exposure, ready = 0, 0, np.cumsum(watched(np.zeros(films, np.int64)))
    while exposure * exp(LOG_RATE - limit) < 90:
        value = chance.standard_normal(films) if rate is None else chance.random(films) < rate
        for side in evidence(a_series(value, rate=rate is not None)):
            at = first_crossing(side, limit)
            alarms += at is not None
            exposure += int(ready[-1 if at is None else at])
    assert alarms <= 120
