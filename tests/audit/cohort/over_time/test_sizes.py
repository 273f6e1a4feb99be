import numpy as np
import pytest
from scipy.stats import ttest_ind

from audit.cohort.over_time.sizes import size_of

OLD, NEW = np.array([1.0, 2.0, 4.0, 7.0]), np.array([5.0, 6.0, 10.0])


def test_of_one_view_it_is_the_difference_of_means_with_its_pooled_error() -> None:
    size = size_of((OLD,), (NEW,), rate=False)
    error = size.value / ttest_ind(NEW, OLD).statistic
    assert (size.before, size.after, size.value) == pytest.approx((3.5, 7, 3.5))
    assert (size.high - size.value, size.value - size.low) == pytest.approx((1.959964 * error,) * 2)
    assert size.deviations == pytest.approx(3.5 / OLD.std())


def test_shares_of_views_are_no_change() -> None:
    """AP films lie 10 higher and double their share; within view all rise by 1."""
    pa, ap = np.tile([0.0, 1.0], 20), np.tile([10.0, 11.0], 5)
    assert size_of((pa, ap), (pa[:20] + 1, np.tile(ap, 2) + 1), rate=False).value == pytest.approx(1)


def test_a_view_that_one_side_lacks_says_nothing() -> None:
    nothing = np.zeros(0)
    assert size_of((OLD, nothing), (NEW, np.array([99.0])), rate=False) == size_of((OLD,), (NEW,), rate=False)


def test_a_rate_from_none_has_an_interval_of_some_width() -> None:
    """Agresti and Caffo: one event and one other film more on either side."""
    size = size_of((np.zeros(98),), (np.tile([0.0, 1.0], 24),), rate=True)
    error = np.sqrt(0.01 * 0.99 / 100 + 0.5 * 0.5 / 50)
    assert (size.before, size.after) == (0, 0.5)
    assert size.low == pytest.approx(0.5 - 1.959964 * error)
    assert size.deviations == 0


def test_numbers_are_plain() -> None:
    assert {type(one) for one in vars(size_of((OLD,), (NEW,), rate=False)).values()} == {float}
