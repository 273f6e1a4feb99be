import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audit.cohort.over_time.cusum import cusum, first_crossing

INCREMENTS = st.lists(st.integers(-8, 8), min_size=1, max_size=60)


def by_loop(increments: list[int]) -> list[int]:
    path, last = [], 0
    for one in increments:
        last = max(0, last + one)
        path.append(last)
    return path


@given(INCREMENTS)
def test_it_is_the_recursion(increments: list[int]) -> None:
    """Integers, so that both are exact."""
    np.testing.assert_array_equal(cusum(np.array(increments, float)), by_loop(increments))


@given(INCREMENTS, st.integers(1, 30))
def test_the_first_crossing_is_the_first_film_at_the_limit(increments: list[int], limit: int) -> None:
    expected = next((at for at, one in enumerate(by_loop(increments)) if one >= limit), None)
    assert first_crossing(np.array(increments, float), limit) == expected
