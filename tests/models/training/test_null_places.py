"""The verdicts' rule at places where nothing matters passes as seldom as it says, and passes where something does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.descriptors import DESCRIPTORS
from models.challenge.calibration.matching import Matching
from models.training.null_places import passes
from models.values.challenge import Filler
from models.verdict.measured import Grounds

PLACES = 4
ENOUGH = Grounds(120, 120)


def _table(patients: int, seed: int, spread: float = 1.0) -> ControlTable:
    """One class; a place's Δ is nearly the same whatever it is filled with."""
    rng = np.random.default_rng(seed)
    count = patients * PLACES
    deltas = spread * rng.standard_normal((count, 1, 1)) + 0.1 * rng.standard_normal((count, len(Filler), 1))
    return ControlTable(
        tuple(Filler), np.repeat([f"{seed} {i}" for i in range(patients)], PLACES),
        rng.standard_normal((count, len(DESCRIPTORS))).astype(np.float32), np.full((count, 1), 0.2, np.float32), deltas.astype(np.float32),
    )  # fmt: skip


def _film(table: ControlTable, i: int) -> ControlTable:
    rows = np.s_[i * PLACES : (i + 1) * PLACES]
    return ControlTable(table.fillers, table.patients[rows], table.descriptors[rows], table.to_allowed[rows], table.deltas[rows])


MATCHING = Matching(_table(120, 1))


@pytest.mark.parametrize("logit", [0.05, -0.05])
def test_on_films_like_the_controls_it_passes_on_at_most_one_in_twenty(logit: float) -> None:
    """The decision is lost at a touch, so that p and floor alone hold it back."""
    films = _table(300, 2)
    found = [passes(_film(films, i), 0, logit, 0.5, MATCHING, ENOUGH) for i in range(300)]
    assert {places for places, _ in found} == {PLACES}
    assert 0 < np.mean([passed for _, passed in found]) <= 0.075, "300 films of a share of 5 % at most"


@pytest.mark.parametrize("direction", [1, -1])
def test_a_place_that_moves_the_score_to_the_other_side_passes_and_one_that_holds_it_where_it_is_does_not(direction: int) -> None:
    film = _film(_table(1, 3, spread=0.0), 0)
    film.deltas[1] = 9.0
    assert passes(film, 0, direction * 0.5, 0.5, MATCHING, ENOUGH) == (PLACES, direction == 1)


def test_places_that_overlap_the_allowed_region_are_not_read() -> None:
    film = _film(_table(1, 3, spread=0.0), 0)
    film.deltas[1] = 9.0
    film.to_allowed[1] = 0.0
    assert passes(film, 0, 0.5, 0.5, MATCHING, ENOUGH) == (PLACES - 1, False)


def test_without_grounds_or_with_one_filler_nothing_passes() -> None:
    film = _film(_table(1, 3, spread=0.0), 0)
    film.deltas[1] = 9.0
    assert passes(film, 0, 0.5, 0.5, MATCHING, Grounds(59, 120)) == (PLACES, False)
    film.deltas[:, 1:] = np.nan
    assert passes(film, 0, 0.5, 0.5, MATCHING, ENOUGH) == (PLACES, False)


def test_a_patient_is_not_read_against_himself() -> None:
    """Where only his own places could speak, no control is left."""
    table = _table(120, 1)
    own = replace(table, patients=np.repeat(["he"], len(table.patients)))
    film = _film(own, 0)
    film.deltas[1] = 9.0
    assert passes(film, 0, 0.5, 0.5, Matching(own), ENOUGH) == (PLACES, False)
