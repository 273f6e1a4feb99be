"""A plant that many films of the reference carry is usual by its measure; detectors count the films that carry it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from models.attention.reference.films import Films
from models.training.contamination import Candidates, curve, of_class

SIDE, COUNT = 8, 90


def _films(count: int, seed: int, *, spot: bool) -> Films:
    rng = np.random.default_rng(seed)
    maps = ndimage.gaussian_filter(rng.normal(size=(count, 1, SIDE, SIDE)), (0, 0, 1, 1))
    if spot:
        maps[:, 0, 1:3, 1:3] += 5 + rng.random((count, 1, 1))
    outside = np.zeros(maps.shape, bool)
    outside[:, :, : SIDE // 2] = True
    return Films(
        maps.astype(np.float16), outside, rng.normal(size=(count, 1)).astype(np.float32), np.ones((count, 1), bool),
        np.zeros((count, 1, 0), np.float32), np.array([f"{seed} {i}" for i in range(count)]),
    )  # fmt: skip


def _candidates() -> Candidates:
    plain, planted = _films(COUNT, 1, spot=False), _films(COUNT, 1, spot=True)
    return Candidates(plain, planted, np.arange(COUNT) < 9, np.ones(COUNT, bool))


def test_power_is_lost_as_more_films_of_the_reference_carry_the_plant() -> None:
    none, tenth, half = curve(_candidates(), _films(20, 2, spot=True), levels=(0.0, 0.1, 0.5), draws=3)
    assert none.flagged[0] == 1.0
    assert none.flagged[0] > half.flagged[0]
    assert tenth.flagged[0] > half.flagged[0]
    assert half.flagged[0] < 0.2
    assert (none.draws, none.films) == (3, 20)


def test_detectors_count_the_films_that_carry_it_and_those_that_carry_marks_of_their_own() -> None:
    rows = curve(_candidates(), _films(2, 2, spot=True), levels=(0.0, 0.5, 1.0), draws=4)
    assert [row.detected[0] for row in rows] == [0.1, pytest.approx(0.55, abs=0.04), 1.0]


def test_a_level_is_exact_and_each_patient_stands_once() -> None:
    candidates = _candidates()
    films, _ = candidates.mixed(0.25, np.random.default_rng(0))
    planted = {maps.tobytes() for maps in candidates.planted.maps}
    assert sum(maps.tobytes() in planted for maps in films.maps) == round(0.25 * COUNT)
    assert sorted(films.patients) == sorted(candidates.plain.patients)


def test_where_the_plant_made_no_decision_there_is_no_curve() -> None:
    assert curve(_candidates(), _films(2, 2, spot=True).subset(np.array([], int)), draws=1) == ()


def test_one_class_is_taken_of_films() -> None:
    films = _films(3, 5, spot=False)
    both = Films(
        *(np.concatenate([getattr(films, name)] * 2, axis=1) for name in ("maps", "outside", "logits", "positive", "budgets")),
        films.patients,
    )
    one = of_class(both, 1)
    np.testing.assert_array_equal(one.maps, films.maps)
    assert one.logits.shape == (3, 1)
