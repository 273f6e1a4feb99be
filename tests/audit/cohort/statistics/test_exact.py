"""Exact tests and their adjustment over a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from audit.cohort.statistics.exact import fisher_exact
from audit.cohort.statistics.false_discovery import benjamini_hochberg


def test_a_lady_tasting_tea() -> None:
    """Three of four cups right: (16 + 1) · 2 / 70."""
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_it_is_scipys(of: int, other_of: int, data: st.DataObject) -> None:
    events, other = data.draw(st.integers(0, of)), data.draw(st.integers(0, other_of))
    table = [[events, of - events], [other, other_of - other]]
    assert fisher_exact(events, of, other, other_of) == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-6)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_false_discovery_rates_are_statsmodels(ps: list[float]) -> None:
    assert benjamini_hochberg(ps) == pytest.approx(multipletests(ps, method="fdr_bh")[1], abs=1e-12)


def test_no_tests_have_no_rates() -> None:
    assert benjamini_hochberg([]) == ()
