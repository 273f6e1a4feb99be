import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from audit.cohort.over_time.sequential_scores import earlier_below_and_equal, sequential_scores

VALUES = st.lists(st.integers(0, 6), min_size=1, max_size=40)


@pytest.mark.parametrize("films", [1, 40, 256, 257, 700])
def test_earlier_films_are_counted_as_by_hand(films: int) -> None:
    """Also past the films that are compared pair by pair, with ties."""
    value = np.random.default_rng(films).integers(0, 30, films).astype(float)
    below, equal = earlier_below_and_equal(value)
    assert below.tolist() == [int((value[:at] < value[at]).sum()) for at in range(films)]
    assert equal.tolist() == [int((value[:at] == value[at]).sum()) for at in range(films)]


def test_the_upper_of_two_is_the_mean_of_the_upper_half_of_a_normal() -> None:
    scores = sequential_scores(np.array([3.0, 5.0, -9.0]), np.zeros(3, np.int64))
    lower_third = -3 * norm.pdf(norm.ppf(1 / 3))
    np.testing.assert_allclose(scores, [0, 2 * norm.pdf(0), lower_third], atol=1e-12)


@given(VALUES)
def test_scores_of_all_places_a_film_could_take_have_the_mean_zero(values: list[int]) -> None:
    """The last of distinct films, at each of its possible ranks: no drift without change."""
    earlier = np.unique(values).astype(float)
    places = [earlier[0] - 1, *(earlier + 0.5)]
    last = [sequential_scores(np.append(earlier, place), np.zeros(len(earlier) + 1, np.int64))[-1] for place in places]
    assert sum(last) == pytest.approx(0, abs=1e-9)


@given(VALUES)
def test_any_rising_scale_gives_the_same(values: list[int]) -> None:
    value, view = np.array(values, float), np.zeros(len(values), np.int64)
    np.testing.assert_array_equal(sequential_scores(value, view), sequential_scores(np.exp(value), view))


@settings(max_examples=30)
@given(VALUES, st.randoms(use_true_random=False))
def test_views_are_never_compared(values: list[int], chance: random.Random) -> None:
    """Films of the other view, wherever they come and whatever their values, change nothing."""
    own = sequential_scores(np.array(values, float), np.zeros(len(values), np.int64))
    mixed, view = list(map(float, values)), [0] * len(values)
    for _ in range(10):
        at = chance.randrange(len(mixed) + 1)
        mixed.insert(at, chance.uniform(-50, 50))
        view.insert(at, 1)
    np.testing.assert_array_equal(sequential_scores(np.array(mixed), np.array(view))[np.array(view) == 0], own)


def test_a_constant_says_nothing() -> None:
    np.testing.assert_allclose(sequential_scores(np.full(300, 0.7), np.zeros(300, np.int64)), 0, atol=1e-12)
