"""Which films become donors: the same, whether all are there at once or come one after the other."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.challenge.calibration.bank import bank, without_controls
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry
from tests.models.challenge.calibration.test_calibration import MADE_WITH

IMAGE = np.zeros((1, 2, 2), np.float16)


def _donor(number: int, view: str | None, positives: int) -> Donor:
    return Donor(IMAGE, Geometry.identity(2, 2), (), tuple(k < positives for k in range(4)), view, str(number))


DONORS = st.lists(st.tuples(st.sampled_from(["PA", "AP", None]), st.integers(0, 4)), max_size=30).map(
    lambda drawn: [_donor(number, *one) for number, one in enumerate(drawn)]
)


@given(DONORS, st.integers(1, 5), st.integers(1, 9))
def test_one_after_the_other_gives_the_bank_of_all(donors: list[Donor], most_a_view: int, most: int) -> None:
    kept: tuple[Donor, ...] = ()
    for donor in donors:
        kept = bank([*kept, donor], most_a_view, most)
        assert len(kept) <= most
    assert [one.patient for one in kept] == [one.patient for one in bank(donors, most_a_view, most)]


@given(DONORS, st.integers(1, 5))
def test_of_each_view_those_with_the_fewest_findings_are_kept(donors: list[Donor], most_a_view: int) -> None:
    kept = bank(donors, most_a_view, 100)
    for view, count in Counter(donor.view for donor in donors).items():
        own = [sum(donor.positives) for donor in kept if donor.view == view]
        assert own == sorted(sum(donor.positives) for donor in donors if donor.view == view)[:most_a_view]
        assert len(own) == min(count, most_a_view)


def test_an_unknown_view_comes_last() -> None:
    donors = [_donor(0, None, 0), _donor(1, "PA", 4), _donor(2, "AP", 3)]
    assert [one.patient for one in bank(donors, 12, 2)] == ["2", "1"]


def test_by_default_no_more_than_24_films_are_kept() -> None:
    donors = [_donor(number, view, 1) for number, view in enumerate(["PA", "AP", None] * 20)]
    assert Counter(one.view for one in bank(donors)) == {"PA": 12, "AP": 12}


def test_a_calibration_without_controls_has_the_spread_of_the_scores() -> None:
    found = without_controls(MADE_WITH, (), np.array([[0.0, 1.0], [2.0, 1.0]]))
    assert (len(found.table.patients), found.table.deltas.shape) == (0, (0, 3, 2))
    np.testing.assert_allclose(found.spread, [np.sqrt(2), 0])
