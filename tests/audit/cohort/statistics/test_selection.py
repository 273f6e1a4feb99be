"""The winner's curse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.cohort.statistics.selection import left_after_selection


def test_far_beyond_nearly_all_is_left_and_at_the_critical_value_little() -> None:
    assert left_after_selection(9.0, 3.0) == pytest.approx(1, abs=1e-6)
    assert left_after_selection(3.05, 3.0) < 0.2
    assert left_after_selection(3.0, 3.0) == left_after_selection(1.0, 3.0) == 0


@settings(deadline=None, max_examples=60)
@given(st.floats(2.0, 4.5), st.floats(0.01, 4), st.floats(0.01, 1))
def test_it_lies_between_none_and_all_and_grows(critical: float, beyond: float, more: float) -> None:
    one, other = left_after_selection(critical + beyond, critical), left_after_selection(critical + beyond + more, critical)
    assert 0 <= one <= other + 1e-9 <= 1 + 2e-9
    assert left_after_selection(-critical - beyond, critical) == one


def test_what_is_left_of_what_was_picked_is_less_biased() -> None:
    """An effect of 2.5 errors is told where it reaches 3: on average it is then told as 3.5."""
    z = np.random.default_rng(0).normal(2.5, 1, 2000)
    told = z[z > 3]
    left = np.array([one * left_after_selection(one, 3.0) for one in told])
    assert told.mean() - 2.5 > 0.9
    assert abs(left.mean() - 2.5) < 0.6
