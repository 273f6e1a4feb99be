"""What a collection does not say of a part is not taught."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.networks.steps import PadSquare, Resize, Scale
from models.training.films import phantoms
from models.training.ledger import PatientRole, ledger
from models.training.taught import HEART, HEART_PART, LUNGS_PART, Taught, hearts

STEPS = (Scale("percentiles", (0.0, 1.0)), PadSquare(0.0), Resize(64, 64, "bilinear", antialias=True))


def test_of_films_with_lungs_alone_nothing_is_known_of_the_heart() -> None:
    films, _ = phantoms(range(2), STEPS)
    taught = Taught.lungs_alone(films)
    assert len(taught) == 2
    np.testing.assert_array_equal(taught.parts[:, :HEART], films.masks)
    assert taught.known[:, :HEART].all()
    assert not taught.known[:, HEART].any()
    assert len(Taught.joined(taught, taught)) == 4


def test_parts_are_told_of_the_films_that_are_believed() -> None:
    films = Taught.untaught(np.zeros((3, 8, 8), np.float32))
    assert not films.is_taught.any()
    told = films.told(LUNGS_PART, np.ones((3, 2, 8, 8), bool), np.array([True, False, True]))
    assert told.is_taught.tolist() == [True, False, True]
    assert told.parts[0, :HEART].all()
    assert not told.known[:, HEART].any()
    hearts_too = told.told(HEART_PART, np.ones((3, 1, 8, 8), bool), np.array([False, False, True]))
    assert hearts_too.known[:, HEART].any(axis=(1, 2)).tolist() == [False, False, True]
    assert not films.is_taught.any()


@pytest.mark.real_data
def test_films_with_hearts_teach_the_heart_alone(data: Path) -> None:
    taught = hearts(data, STEPS, role=PatientRole.EVALUATE)
    assert len(taught) == sum(line.role == PatientRole.EVALUATE for line in ledger("hearts").values())
    assert taught.known[:, HEART].all()
    assert not taught.known[:, :HEART].any()
    assert 0.03 < taught.parts[:, HEART].mean() < 0.15


@pytest.mark.real_data
def test_no_heart_lies_beside_the_left_lung(data: Path) -> None:
    """One film's masks have the two exchanged."""
    for part in hearts(data, STEPS, role=PatientRole.TRAIN).parts:
        heart, left = (np.flatnonzero(part[index].any(axis=0)).mean() for index in (HEART, 1))
        assert heart < left
