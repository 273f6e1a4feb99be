"""Intervals against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from models.training.intervals import bootstrap, newcombe, over_both, over_patients, wilson


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


@pytest.mark.parametrize(("area", "positives", "negatives"), [(0.5, 20, 8), (0.9, 20, 8), (0.97, 5, 40), (0.1, 9, 9)])
def test_newcombes_ends_are_the_areas_from_which_the_one_found_lies_a_quantile_of_standard_errors_away(
    area: float, positives: int, negatives: int
) -> None:
    """The standard error of Hanley and McNeil's exponential model, with both groups of their mean size, written out."""
    n = (positives + negatives) / 2
    for end in newcombe(area, positives, negatives):
        q1, q2 = end / (2 - end), 2 * end**2 / (1 + end)
        variance = (end * (1 - end) + (n - 1) * (q1 - end**2) + (n - 1) * (q2 - end**2)) / (positives * negatives)
        assert abs(area - end) == pytest.approx(1.959964 * np.sqrt(variance), abs=1e-6)


def test_an_area_of_one_has_a_lower_end_and_the_mirrored_area_the_mirrored_interval() -> None:
    low, high = newcombe(1.0, 20, 8)
    assert 0.6 < low < 0.95
    assert high == 1.0
    assert newcombe(0.0, 20, 8) == pytest.approx((1 - high, 1 - low))
    assert newcombe(0.2, 7, 7) == pytest.approx(tuple(1 - end for end in reversed(newcombe(0.8, 7, 7))))
    assert newcombe(0.9, 0, 8) == (0.0, 1.0)


def test_newcombes_interval_covers_the_area_of_normal_scores_about_as_often_as_it_says() -> None:
    rng, true, covered = np.random.default_rng(0), stats.norm.cdf(1.2 / np.sqrt(2)), []
    for _ in range(500):
        high, low = rng.normal(1.2, 1, 20), rng.normal(0, 1, 8)
        ends = newcombe(float((high[:, None] > low).mean()), 20, 8)
        covered.append(ends[0] <= true <= ends[1])
    assert 0.92 <= np.mean(covered) <= 0.99


def test_over_both_is_the_mean_over_copies_and_leaves_out_those_without_any() -> None:
    hits, of = np.array([[1.0, 0, 0], [3, 1, 0], [0, 0, 0]]), np.array([[1.0, 0, 0], [4, 4, 0], [0, 0, 0]])
    value, low, high = over_both(hits, of)
    assert value == 0.75
    assert low is not None
    assert high is not None
    assert low <= value <= high
    assert over_both(np.zeros((2, 3)), np.zeros((2, 3))) == [None, None, None]


def test_copies_that_differ_widen_the_interval_and_more_copies_of_the_same_films_do_not_narrow_it() -> None:
    rng = np.random.default_rng(1)
    patients = 80
    same = np.repeat((rng.random(patients) < 0.6).astype(float)[None], 12, axis=0)
    differing = (rng.random((12, patients)) < np.linspace(0.1, 1.1, 12)[:, None]).astype(float)
    of = np.ones((12, patients))

    def width(hits: NDArray[np.float64], of: NDArray[np.float64]) -> float:
        _, low, high = over_both(hits, of)
        assert low is not None
        assert high is not None
        return high - low

    of_patients = np.subtract(*wilson(int(same[0].sum()), patients)[::-1])
    assert width(same, of) == pytest.approx(width(same[:1], of[:1]), abs=0.03)
    assert width(same, of) == pytest.approx(of_patients, abs=0.03)
    assert width(differing, of) > 1.5 * width(same, of)


def test_where_no_copy_missed_the_lower_end_is_that_of_as_many_patients() -> None:
    of = np.ones((3, 30))
    assert over_both(of, of) == [1.0, round(wilson(30, 30)[0], 4), 1.0]
    assert over_both(0 * of, of) == [0.0, 0.0, round(wilson(0, 30)[1], 4)]
