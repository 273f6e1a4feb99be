import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.cohort.over_time.dating import likeliest_change


@given(st.integers(1, 59), st.sampled_from([1, -1]), st.booleans())
def test_a_clean_step_is_dated_to_the_film(first: int, direction: int, by_rank: bool) -> None:
    value = np.where(np.arange(60) < first, 0.0, 1.0 * direction)
    assert likeliest_change(value, np.zeros(60, np.int64), direction, by_rank=by_rank) == first


def test_it_is_the_largest_of_all_two_sample_statistics() -> None:
    value = np.random.default_rng(4).standard_normal(80)
    value[50:] += 1

    def statistic(first: int) -> float:
        old, new = value[:first], value[first:]
        return (new.mean() - old.mean()) / np.sqrt(1 / len(old) + 1 / len(new))

    assert likeliest_change(value, np.zeros(80, np.int64), 1, by_rank=False) == max(range(1, 80), key=statistic)


def test_another_share_of_a_higher_view_is_no_moment_of_change() -> None:
    """AP films lie 5 higher and become frequent at film 20; within view the step is at film 70."""
    chance = np.random.default_rng(2)
    view = (chance.random(100) < np.where(np.arange(100) < 20, 0.1, 0.7)).astype(np.int64)
    value = 5.0 * view + np.where(np.arange(100) < 70, 0, 1) + chance.uniform(-0.1, 0.1, 100)
    assert likeliest_change(value, view, 1, by_rank=False) == 70


@pytest.mark.parametrize(("direction", "first"), [(1, 30), (-1, 60)])
def test_only_one_direction_is_looked_for(direction: int, first: int) -> None:
    value = np.array([0.0] * 30 + [1.0] * 30 + [-0.5] * 30)
    assert likeliest_change(value, np.zeros(90, np.int64), direction, by_rank=False) == first
