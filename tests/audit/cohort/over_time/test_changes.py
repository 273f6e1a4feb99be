import numpy as np
import pytest

from audit.cohort.over_time.changes import changes
from tests.audit.cohort.over_time.cohorts import a_series

LIMIT = 9.0
NOISE = np.random.default_rng(12).standard_normal(1000)


def test_nothing_is_found_where_nothing_changes() -> None:
    assert list(changes(a_series(NOISE), LIMIT)) == []


@pytest.mark.parametrize("value", [np.zeros(400), np.ones(400)])
def test_a_constant_is_silent(value: np.ndarray) -> None:
    assert list(changes(a_series(value), LIMIT)) == []
    assert list(changes(a_series(value, rate=True), LIMIT)) == []


@pytest.mark.parametrize("sign", [1, -1])
def test_a_step_is_found_and_dated(sign: int) -> None:
    (found,) = changes(a_series(NOISE + sign * (np.arange(1000) >= 600)), LIMIT)
    assert found.direction == sign
    assert abs(found.first - 600) <= 5
    assert 600 < found.raised < 660


def test_a_step_and_its_end_are_two_changes() -> None:
    at = np.arange(1000)
    rise, fall = changes(a_series(NOISE + ((at >= 300) & (at < 700))), LIMIT)
    assert (rise.direction, fall.direction) == (1, -1)
    assert max(abs(rise.first - 300), abs(fall.first - 700)) <= 5


def test_a_rate_that_trebles_is_found() -> None:
    chance = np.random.default_rng(3)
    events = chance.random(800) < np.where(np.arange(800) < 500, 0.1, 0.3)
    (found,) = changes(a_series(events, rate=True), LIMIT)
    assert found.direction == 1
    assert abs(found.first - 500) <= 20
