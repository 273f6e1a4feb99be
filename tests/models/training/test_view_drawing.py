"""Training sets in which view and pneumonia go together as asked, and balanced films: one film a patient, all cells as full as told."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from models.training.facts import LABELS, FilmFacts
from models.training.view_drawing import CELLS, SHARES, Cell, TooFewPatients, balanced, counts, drawn, with_pneumonia
from tests.models.training.told_films import SECOND, told_films

PNEUMONIA, MASS = LABELS.index("Pneumonia"), LABELS.index("Mass")


def _films(each: dict[Cell, int], films_a_patient: int = 1) -> FilmFacts:
    """Films of so many patients of each cell, and as many of another finding that belong to no cell."""
    cells = [cell for cell, count in each.items() for _ in range(count * films_a_patient)]
    people = [f"p{index}" for index in range(len(cells) // films_a_patient) for _ in range(films_a_patient)]
    labels = np.zeros((2 * len(cells), len(LABELS)), np.float32)
    labels[: len(cells), PNEUMONIA] = [pneumonia for pneumonia, _ in cells]
    labels[len(cells) :, MASS] = 1
    views = ["AP" if front else "PA" for _, front in cells]
    return told_films(["nih_more"] * len(labels), views * 2, labels, people + SECOND[: len(cells)])


def _cells(facts: FilmFacts, films: np.ndarray) -> list[Cell]:
    return [(bool(with_pneumonia(facts)[film]), bool(facts.views[film] == "AP")) for film in films]


@pytest.mark.parametrize("share", SHARES)
def test_labels_and_views_are_half_and_half_and_the_share_is_that_of_ap_with_pneumonia(share: float) -> None:
    wanted = counts(share, 20)
    assert sum(wanted.values()) == 40
    assert sum(count for (pneumonia, _), count in wanted.items() if pneumonia) == 20
    assert sum(count for (_, front), count in wanted.items() if front) == 20
    assert wanted[True, True] == wanted[False, False] == round(20 * share)


def test_one_film_a_patient_of_the_cells_alone_in_the_order_of_the_cells() -> None:
    facts = _films(dict.fromkeys(CELLS, 12), films_a_patient=2)
    wanted = counts(0.7, 10)
    films = drawn(facts, wanted, 1)
    assert len(set(facts.patients[films])) == len(films) == 20
    assert Counter(_cells(facts, films)) == wanted
    assert _cells(facts, films) == [cell for cell in CELLS for _ in range(wanted[cell])]


def test_the_same_chance_draws_the_same_films_and_another_others() -> None:
    facts = _films(dict.fromkeys(CELLS, 30))
    first, same, other = (drawn(facts, counts(0.5, 20), seed) for seed in (1, 1, 2))
    assert first.tolist() == same.tolist() != other.tolist()


def test_a_patient_of_two_cells_is_kept_for_the_one_that_has_none_to_spare() -> None:
    """Each patient with pneumonia on AP also has a PA film without a finding; all are needed for the first."""
    facts = _films({(True, True): 3, (True, False): 3, (False, True): 3, (False, False): 9})
    facts.patients[9:12] = facts.patients[:3]
    wanted = dict.fromkeys(CELLS, 3)
    films = drawn(facts, wanted, 5)
    assert Counter(_cells(facts, films)) == wanted
    assert len(set(facts.patients[films])) == 12


def test_too_few_patients_are_told_and_not_made_up_for_by_second_films() -> None:
    facts = _films(dict.fromkeys(CELLS, 4), films_a_patient=3)
    with pytest.raises(TooFewPatients, match="5 patients"):
        drawn(facts, dict.fromkeys(CELLS, 5), 1)


def test_balanced_films_are_as_many_of_each_cell_as_the_scarcest_has_patients() -> None:
    facts = _films({(True, True): 9, (True, False): 4, (False, True): 7, (False, False): 30})
    assert Counter(_cells(facts, balanced(facts, 3))) == dict.fromkeys(CELLS, 4)
