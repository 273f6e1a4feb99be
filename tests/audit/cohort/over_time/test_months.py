import numpy as np
import pytest

from audit.cohort.over_time.figures import Month
from audit.cohort.over_time.months import by_month


def test_months_of_one_view_are_their_means() -> None:
    value, month = np.array([1.0, 3.0, 8.0, 100.0]), np.array([24301, 24301, 24300, -1])
    assert by_month(value, np.zeros(4, np.int64), month) == (Month(24300, 1, 8.0), Month(24301, 2, 2.0))


def test_a_month_of_more_ap_films_is_no_higher() -> None:
    view = np.array([0, 1, 1, 1, 0, 0, 0, 1])
    found = by_month(np.where(view == 1, 10.0, 2.0), view, np.repeat([5, 6], 4))
    assert [one.value for one in found] == pytest.approx([6, 6])


def test_without_known_months_there_are_none() -> None:
    assert by_month(np.ones(3), np.zeros(3, np.int64), np.full(3, -1)) == ()
