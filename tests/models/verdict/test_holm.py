"""Holm's correction, held against the procedure as it is published."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.verdict.holm import holm

PS = st.lists(st.floats(1e-4, 1), max_size=8)


def _rejected(ps: list[float], tests: int, level: float) -> set[int]:
    """Step down from the smallest p; stop at the first that is not at or under level / (tests left)."""
    rejected: set[int] = set()
    while len(rejected) < len(ps):
        p, i = min((p, i) for i, p in enumerate(ps) if i not in rejected)
        if p * (tests - len(rejected)) > level:
            break
        rejected.add(i)
    return rejected


@given(PS, st.integers(0, 5), st.floats(1e-3, 0.999))
def test_what_is_rejected_at_a_level_is_what_stepping_down_rejects(ps: list[float], without: int, level: float) -> None:
    tests = len(ps) + without
    assert {i for i, p in enumerate(holm(ps, tests)) if p <= level} == _rejected(ps, tests, level)


def test_a_worked_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005], 4) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.01], 5) == pytest.approx([0.05])
    assert holm([0.4, 0.9], 4) == [1.0, 1.0]
    assert holm([], 3) == []


@given(PS, st.integers(0, 5))
def test_no_p_grows_smaller_or_above_one_and_their_order_stays(ps: list[float], without: int) -> None:
    adjusted = holm(ps, len(ps) + without)
    assert all(p <= a <= 1 for p, a in zip(ps, adjusted, strict=True))
    assert [adjusted[i] for i in np.argsort(ps, kind="stable")] == sorted(adjusted)


@given(st.lists(st.floats(1e-4, 1), min_size=1, max_size=8), st.integers(0, 5), st.floats(0, 1), st.data())
def test_a_smaller_p_makes_no_adjusted_p_larger(ps: list[float], without: int, share: float, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(ps) - 1))
    smaller = [p * share if j == i else p for j, p in enumerate(ps)]
    pairs = zip(holm(smaller, len(ps) + without), holm(ps, len(ps) + without), strict=True)
    assert all(now <= before for now, before in pairs)


def test_among_uniform_ps_one_film_in_twenty_at_most_has_any_rejected() -> None:
    rng = np.random.default_rng(7)
    films = 4000
    wrong = sum(min(holm(rng.uniform(size=6).tolist(), 6)) <= 0.05 for _ in range(films))
    assert 0.04 < wrong / films < 0.06  # Of six independent ones 1 − (1 − 0.05/6)⁶ = 4.9 %.
