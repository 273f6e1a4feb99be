"""Wilson's interval."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from audit.wilson import wilson


def test_of_none_anything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_all_and_none_reach_the_ends() -> None:
    """Of none in n the upper end is z² / (n + z²)."""
    z2 = 1.959963984540054**2
    assert wilson(0, 20) == (0.0, pytest.approx(z2 / (20 + z2)))
    assert wilson(20, 20) == (pytest.approx(20 / (20 + z2)), 1.0)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), st.sampled_from([0.8, 0.95, 0.99]))
def test_it_is_statsmodels_wilson(counts: tuple[int, int], confidence: float) -> None:
    events, of = counts
    assert wilson(events, of, confidence) == pytest.approx(proportion_confint(events, of, 1 - confidence, "wilson"), abs=1e-12)
