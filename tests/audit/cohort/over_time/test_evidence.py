from math import exp, log, sqrt

import numpy as np
import pytest

from audit.cohort.over_time.evidence import BASELINE, FEWEST_IN_VIEW, SHIFT, evidence, watched
from audit.cohort.over_time.sequential_scores import sequential_scores
from tests.audit.cohort.over_time.cohorts import a_series

CHANCE = np.random.default_rng(5)
FILMS = 400
VIEW = CHANCE.integers(2, size=FILMS)
EVENTS = (CHANCE.random(FILMS) < 0.2).astype(float)


def test_films_are_watched_once_enough_came_before_of_all_and_of_their_view() -> None:
    rare = np.zeros(FILMS, np.int64)
    rare[150:] = 1
    assert np.flatnonzero(~watched(rare)).tolist() == [*range(BASELINE), *range(150, 150 + FEWEST_IN_VIEW)]


def test_a_score_is_the_likelihood_ratio_of_a_normal_shift() -> None:
    series = a_series(CHANCE.standard_normal(FILMS), VIEW)
    rise, fall = evidence(series)
    scores = sequential_scores(series.value, series.view)[BASELINE:]
    np.testing.assert_allclose(rise[BASELINE:], SHIFT * scores - SHIFT**2 / 2)
    np.testing.assert_allclose(fall[BASELINE:], -SHIFT * scores - SHIFT**2 / 2)
    assert not rise[:BASELINE].any()


def test_a_rate_is_the_likelihood_ratio_of_other_odds_film_by_film() -> None:
    rise, fall = evidence(a_series(EVENTS, VIEW, rate=True))
    for at in range(BASELINE, FILMS):
        earlier = EVENTS[:at][VIEW[:at] == VIEW[at]]
        rate = (earlier.sum() + 0.5) / (len(earlier) + 1)
        log_odds = min(1.0, SHIFT / sqrt(rate * (1 - rate)))
        for found, sign in ((rise, 1), (fall, -1)):
            odds = rate / (1 - rate) * exp(sign * log_odds)
            other = odds / (1 + odds)
            expected = log(other / rate) if EVENTS[at] else log((1 - other) / (1 - rate))
            assert found[at] == pytest.approx(expected, rel=1e-9)


def test_a_fall_of_a_rate_is_the_rise_of_its_complement() -> None:
    rise, fall = evidence(a_series(EVENTS, VIEW, rate=True))
    other_rise, other_fall = evidence(a_series(1 - EVENTS, VIEW, rate=True))
    np.testing.assert_allclose(rise, other_fall, atol=1e-12)
    np.testing.assert_allclose(fall, other_rise, atol=1e-12)
