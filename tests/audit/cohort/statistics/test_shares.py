"""Shares of films whose patients are the unit, and their differences."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from audit.cohort.statistics.shares import difference, share
from audit.wilson import wilson


def _events(events: int, of: int) -> np.ndarray:
    return np.arange(of) < events


def test_with_one_film_a_patient_it_is_wilsons() -> None:
    found = share(_events(7, 40), np.arange(40))
    assert found is not None
    assert (found.events, found.of, found.patients, found.value) == (7, 40, 40, 7 / 40)
    assert (found.low, found.high) == wilson(7, 40)


def test_of_no_films_there_is_no_share() -> None:
    assert share(np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64)) is None


def test_copies_of_a_film_tell_little_more_than_the_film() -> None:
    """Three equal films of each of 100 patients are worth 100 films, less what Student's t takes."""
    once, thrice = share(_events(30, 100), np.arange(100)), share(np.repeat(_events(30, 100), 3), np.repeat(np.arange(100), 3))
    assert once is not None
    assert thrice is not None
    assert thrice.value == once.value
    assert (thrice.high - thrice.low) / (once.high - once.low) == pytest.approx(1.015, abs=0.01)


def test_where_no_film_has_it_each_patient_counts_once() -> None:
    found = share(_events(0, 90), np.repeat(np.arange(30), 3))
    assert found is not None
    assert (found.low, found.high) == wilson(0, 30)


def test_a_difference_of_independent_patients_is_newcombes() -> None:
    found = difference(_events(12, 40), np.arange(40), _events(9, 60), np.arange(60) + 40)
    assert found.value == pytest.approx(12 / 40 - 9 / 60)
    assert (found.low, found.high) == pytest.approx(confint_proportions_2indep(12, 40, 9, 60, method="newcomb"), abs=1e-9)


def test_patients_on_both_sides_narrow_a_difference() -> None:
    """Their films are alike, so that what is chance in both cancels."""
    one, other = np.repeat(_events(20, 50), 2), np.repeat(_events(20, 50), 2)
    other[:4] = False
    patient = np.repeat(np.arange(50), 2)
    shared, apart = difference(one, patient, other, patient), difference(one, patient, other, patient + 50)
    assert shared.value == apart.value
    assert shared.high - shared.low < 0.5 * (apart.high - apart.low)
    assert (shared.patients, apart.patients) == (50, 100)


def test_a_difference_needs_both_sides() -> None:
    with pytest.raises(ValueError, match="both sides"):
        difference(_events(1, 4), np.arange(4), _events(0, 0), np.arange(0))
