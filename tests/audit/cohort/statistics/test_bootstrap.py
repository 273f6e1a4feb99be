"""Means whose patients are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from audit.cohort.statistics import bootstrap
from audit.cohort.statistics.bootstrap import mean


def test_of_many_patients_with_one_film_it_is_students_interval() -> None:
    values = np.random.default_rng(1).normal(3, 2, 400)
    found = mean(values, np.arange(400), np.random.default_rng(2), 4000)
    assert found is not None
    low, high = stats.t.interval(0.95, 399, values.mean(), values.std(ddof=1) / 20)
    assert (found.value, found.films, found.patients) == (pytest.approx(values.mean()), 400, 400)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)


def test_copies_of_films_do_not_narrow_it() -> None:
    values = np.random.default_rng(3).normal(0, 1, 60)
    once = mean(values, np.arange(60), np.random.default_rng(4))
    often = mean(np.repeat(values, 5), np.repeat(np.arange(60), 5), np.random.default_rng(4))
    assert once is not None
    assert often is not None
    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_equal_values_have_no_width_and_one_patient_no_interval() -> None:
    found = mean(np.full(40, 2.5), np.arange(40) // 2, np.random.default_rng(0))
    assert found is not None
    assert (found.value, found.low, found.high) == (2.5, 2.5, 2.5)
    assert mean(np.ones(3), np.zeros(3, dtype=np.int64), np.random.default_rng(0)) is None


def test_drawing_in_pieces_draws_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(5).exponential(1, 80)
    whole = mean(values, np.arange(80), np.random.default_rng(6), 300)
    monkeypatch.setattr(bootstrap, "_AT_ONCE", 80 * 7)
    assert mean(values, np.arange(80), np.random.default_rng(6), 300) == whole


@pytest.mark.parametrize("usual", [0.0, 0.1, 0.3])
def test_one_value_among_equal_ones_gives_an_interval_about_the_mean(usual: float) -> None:
    """A draw without it has no error of its own; rounding is none."""
    values = np.full(40, usual)
    values[3] = 0.9
    found = mean(values, np.arange(40), np.random.default_rng(0))
    assert found is not None
    assert usual - 0.2 < found.low < found.value < found.high < usual + 0.2
