"""Statistics of pairs, against cases worked by hand."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from audit.comparison.paired import holm, mcnemar_exact, rank_correlation


def test_mcnemar_by_hand() -> None:
    """One of six discordant films: 2 · (1 + 6) / 2⁶."""
    assert mcnemar_exact(1, 5) == mcnemar_exact(5, 1) == 14 / 64
    assert mcnemar_exact(0, 6) == 2 / 64


@pytest.mark.parametrize("count", [0, 1, 3])
def test_equal_numbers_of_changes_are_no_difference(count: int) -> None:
    assert mcnemar_exact(count, count) == 1


def test_mcnemar_is_the_binomial_test_of_one_half_also_of_many_films() -> None:
    for only_a, only_b in ((2, 9), (17, 30), (4_000, 4_200)):
        assert mcnemar_exact(only_a, only_b) == pytest.approx(stats.binomtest(only_a, only_a + only_b).pvalue, rel=1e-9)


def test_holm_by_hand() -> None:
    """Sorted 0.01, 0.02, 0.03: times 3, 2, 1, never falling."""
    assert holm([0.03, 0.01, 0.02]) == pytest.approx((0.04, 0.03, 0.04))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()


def test_ranks_agree_as_scipy_says_with_ties() -> None:
    one, other = [0.1, 0.4, 0.4, 0.9, 0.2], [0.3, 0.3, 0.8, 0.7, 0.1]
    assert rank_correlation(one, other) == pytest.approx(stats.spearmanr(one, other).statistic)
    assert math.isclose(rank_correlation([1, 2, 3], [9, 5, 1]) or 0, -1)


@pytest.mark.parametrize(("one", "other"), [([], []), ([0.5], [0.5]), ([0.5, 0.5], [0.1, 0.2]), ([0.1, 0.2], [0.5, 0.5])])
def test_there_is_no_correlation_with_a_constant(one: list[float], other: list[float]) -> None:
    assert rank_correlation(one, other) is None
