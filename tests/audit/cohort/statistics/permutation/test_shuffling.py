"""Patients dealt anew: what stays, and what all possible deals give."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from audit.cohort.statistics.permutation import shuffling
from audit.cohort.statistics.permutation.shuffling import by_patients, constant, film_by_film


def _member(code: list[int]) -> np.ndarray:
    return np.array([[one == 0, one == 1] for one in code], dtype=np.float64)


def test_an_attribute_is_constant_where_no_patient_has_two_values() -> None:
    patient = np.array([3, 1, 3, 2])
    assert constant(np.array([0, 1, 0, 1]), patient)
    assert not constant(np.array([0, 1, 1, 1]), patient)


@pytest.mark.parametrize("deal", [by_patients, film_by_film])
def test_the_first_row_is_as_it_is_and_draws_have_the_moments_of_all_deals(deal: object) -> None:
    outcome, code = np.array([4.0, 1.0, 0.0, -2.0, -3.0]), [0, 0, 1, 1, 1]
    found = deal(outcome, np.zeros(5, dtype=np.int64), np.arange(5), _member(code), np.random.default_rng(0), 4000)  # type: ignore[operator]
    dealt, mean, spread = found.sums, found.mean, found.spread
    every = np.array([sum(one[:2]) for one in permutations(outcome)])
    assert dealt.shape == (4001, 2)
    assert dealt[0].tolist() == [5, -5]
    assert (mean[0], spread[0]) == pytest.approx((every.mean(), every.std()))
    assert dealt[1:, 0].mean() == pytest.approx(every.mean(), abs=0.2)
    assert dealt[1:, 0].std() == pytest.approx(every.std(), rel=0.05)
    assert np.allclose(dealt.sum(axis=1), 0)


def test_whole_patients_are_dealt_within_their_kinds_of_truth() -> None:
    """Patients 0 and 1 are alike, 2 and 3 are; each pair has one group, so that no deal changes a sum."""
    patient, stratum = np.array([0, 0, 1, 2, 3]), np.array([1, 1, 1, 0, 0])
    dealt = by_patients(np.array([1.0, 2, 5, 7, 9]), stratum, patient, _member([0, 0, 0, 1, 1]), np.random.default_rng(0), 50).sums
    assert np.array_equal(dealt, np.tile([[8.0, 16.0]], (51, 1)))


def test_films_are_dealt_to_patients_with_as_many_of_each_truth() -> None:
    """Of four patients the first two have one film of either truth; the third has two, the last three films, and no twin."""
    patient = np.array([0, 0, 1, 1, 2, 2, 3, 3, 3])
    stratum = np.array([0, 1, 1, 0, 0, 0, 0, 0, 1])
    outcome = np.array([1.0, 2, 20, 10, 100, 100, 1000, 1000, 1000])
    dealt = film_by_film(outcome, stratum, patient, _member([0, 1, 0, 0, 0, 1, 0, 0, 1]), np.random.default_rng(0), 200).sums
    assert {tuple(row) for row in dealt.tolist()} == {
        (1 + 20 + 10 + 100 + 2000.0, 2 + 100 + 1000.0),
        (10 + 2 + 1 + 100 + 2000.0, 20 + 100 + 1000.0),
    }


def test_moments_are_those_of_all_deals_of_patients_with_several_films() -> None:
    """Four patients of two films each, one of either truth, and a fifth without a twin; patients and films by all 24 deals."""
    rng = np.random.default_rng(8)
    patient, stratum = np.array([0, 0, 1, 1, 2, 2, 3, 3, 4]), np.array([0, 1] * 4 + [0])
    outcome, member = rng.normal(0, 1, 9), (rng.random((9, 3)) < 0.5).astype(np.float64)
    found = film_by_film(outcome, stratum, patient, member, rng, 1)
    pairs = outcome[:8].reshape(4, 2)
    every = np.array([np.append(pairs[list(deal)].reshape(-1), outcome[8]) @ member for deal in permutations(range(4))])
    assert found.mean == pytest.approx(every.mean(axis=0))
    assert found.spread == pytest.approx(every.std(axis=0))


def test_drawing_in_pieces_draws_as_often(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, patient, member = np.random.default_rng(1).normal(0, 1, 40), np.arange(40) // 2, _member([0, 0, 1, 1] * 10)
    whole = film_by_film(outcome, np.zeros(40, dtype=np.int64), patient, member, np.random.default_rng(2), 60).sums
    monkeypatch.setattr(shuffling, "_AT_ONCE", 40 * 7)
    pieces = film_by_film(outcome, np.zeros(40, dtype=np.int64), patient, member, np.random.default_rng(2), 60).sums
    assert np.allclose(whole, pieces)
