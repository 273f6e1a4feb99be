"""Differences within strata, against least squares with clustered errors."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from audit.cohort.statistics.standardised import standardised, strata, within


def test_it_is_least_squares_with_a_mean_a_stratum_and_errors_by_patients() -> None:
    rng = np.random.default_rng(0)
    patient, stratum, group = rng.integers(0, 60, 240), rng.integers(0, 5, 240), rng.random(240) < 0.4
    values = rng.normal(0, 1, 240) + stratum + 0.5 * group + rng.normal(0, 1, 60)[patient]
    found = standardised(values, group, stratum, patient)
    design = np.column_stack([group, *(stratum == one for one in range(5))]).astype(float)
    fit = sm.OLS(values, design).fit(cov_type="cluster", cov_kwds={"groups": patient}, use_t=True)
    assert found is not None
    assert found.value == pytest.approx(fit.params[0])
    assert (found.low, found.high) == pytest.approx(tuple(fit.conf_int()[0]))


def test_a_difference_that_is_the_strata_alone_is_none() -> None:
    """Simpson: the group has more of stratum 1, where all values are higher."""
    stratum = np.array([0] * 40 + [1] * 40)
    group = np.array([True] * 10 + [False] * 30 + [True] * 30 + [False] * 10)
    values = stratum * 2.0 + np.tile([-0.1, 0.1], 40)
    found = standardised(values, group, stratum, np.arange(80))
    assert values[group].mean() - values[~group].mean() == pytest.approx(1.0)
    assert found is not None
    assert found.value == pytest.approx(0, abs=1e-9)


def test_strata_of_one_side_alone_say_nothing() -> None:
    stratum, group = np.array([0] * 10 + [1] * 10), np.array([True] * 10 + [False] * 10)
    assert standardised(np.arange(20.0), group, stratum, np.arange(20)) is None


def test_films_are_in_one_stratum_where_all_columns_agree() -> None:
    assert strata([np.array([0, 0, 1, -1]), np.array([2, 2, 2, 2])], 4).tolist() == [1, 1, 2, 0]
    assert strata([], 3).tolist() == [0, 0, 0]
    assert within(np.array([1.0, 3.0, 5.0]), np.array([0, 0, 1])).tolist() == [-1, 1, 0]
