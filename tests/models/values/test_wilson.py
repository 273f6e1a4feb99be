"""Wilson's interval holds the shares from which the one found is 1.96 standard errors away or less."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.wilson import wilson


@given(of=st.integers(1, 2000), data=st.data())
def test_both_ends_lie_as_many_of_their_own_standard_errors_away(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of))
    for end in wilson(hits, of):
        error = sqrt(end * (1 - end) / of)
        assert abs(hits / of - end) == pytest.approx(1.959964 * error, abs=1e-9)


def test_of_none_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("hits", "end"), [(0, 0.0), (40, 1.0)])
def test_none_and_all_reach_the_end(hits: int, end: float) -> None:
    assert end in wilson(hits, 40)
