"""Intervals against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.training.intervals import bootstrap, over_patients, wilson


@given(of=st.integers(1, 400), share=st.floats(0, 1))
def test_wilson_is_scipys(of: int, share: float) -> None:
    hits = round(of * share)
    wanted = stats.binomtest(hits, of).proportion_ci(0.95, method="wilson")
    assert wilson(hits, of) == pytest.approx((wanted.low, wanted.high), abs=1e-6)


def test_of_nothing_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_bootstrap_of_a_mean_is_its_normal_interval() -> None:
    values = np.random.default_rng(0).normal(3, 2, 400)
    low, high = bootstrap(lambda chosen: float(values[chosen].mean()), len(values), draws=4000)
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.05)


def test_the_bootstrap_repeats_itself_and_leaves_out_what_is_not_finite() -> None:
    values = np.array([1.0, 2.0, 3.0])
    once, again = (bootstrap(lambda chosen: float(values[chosen].mean()), 3) for _ in range(2))
    assert once == again
    assert bootstrap(lambda chosen: float("nan") if 0 in chosen else 5.0, 3) == (5.0, 5.0)
    assert all(np.isnan(bootstrap(lambda _: float("inf"), 3, draws=5)))


def test_a_patients_films_are_drawn_together() -> None:
    """Ten films of each patient alike: the interval is that of the patients, √10 times that of films drawn singly."""
    values = np.repeat(np.random.default_rng(0).normal(0, 1, 100), 10)

    def mean(chosen: np.ndarray[tuple[int], np.dtype[np.int_]]) -> dict[str, float]:
        return {"mean": float(values[chosen].mean())}

    value, low, high = over_patients(mean, np.repeat(np.arange(100), 10).astype(str), draws=2000)["mean"]
    assert value == pytest.approx(values.mean(), abs=1e-4)
    assert high - low == pytest.approx(2 * 1.96 * values.std() / 10, rel=0.1)


def test_of_patients_of_unlike_numbers_of_films_each_draw_holds_whole_patients() -> None:
    patients = np.array(["b", "a", "b", "c"])
    seen: list[dict[str, int]] = []

    def kept(chosen: np.ndarray[tuple[int], np.dtype[np.int_]]) -> dict[str, float]:
        seen.append({name: int((patients[chosen] == name).sum()) for name in "abc"})
        return {"films": float("nan")}

    assert over_patients(kept, patients, draws=20) == {"films": [None, None, None]}
    assert seen[0] == {"a": 1, "b": 2, "c": 1}
    assert all(one["b"] % 2 == 0 and one["a"] + one["b"] // 2 + one["c"] == 3 for one in seen)
