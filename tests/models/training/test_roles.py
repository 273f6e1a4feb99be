"""Patients who came later have one role, drawn so that every finding and both views can be measured."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from models.training.facts import LABELS
from models.training.ledger import PatientRole, ledger
from models.training.roles import UNTRAINED, roles_of_hearts, roles_of_more


def test_no_new_patient_had_a_role_before() -> None:
    assert not ledger("nih_more").keys() & ledger("nih").keys()


def test_a_third_never_trains_and_serves_reference_calibration_and_evaluation() -> None:
    roles = Counter(line.role for source in ("nih", "nih_more") for line in ledger(source).values())
    assert roles.total() == 1_035
    assert roles[PatientRole.REFERENCE] + roles[PatientRole.CALIBRATE] >= 220
    assert roles[PatientRole.EVALUATE] >= 120
    assert roles[PatientRole.TRAIN] == roles.total() - 345
    assert sum(UNTRAINED.values()) == 203


@pytest.mark.parametrize("source", ["nih_more", "hearts"])
def test_fold_0_is_exactly_what_is_not_learned_from(source: str) -> None:
    assert {line.fold == 0 for line in ledger(source).values() if line.role != PatientRole.TRAIN} == {True}
    assert {line.fold for line in ledger(source).values() if line.role == PatientRole.TRAIN} == {1, 2}


@pytest.mark.real_data
def test_the_ledger_holds_what_the_recipe_gives(data: Path) -> None:
    assert roles_of_more(data) == ledger("nih_more")
    assert roles_of_hearts(data) == ledger("hearts")


@pytest.mark.real_data
def test_of_those_who_do_not_train_films_are_of_both_views_and_of_nearly_every_finding(data: Path) -> None:
    views, found = Counter[str](), Counter[str]()
    for folder in ("nih", "nih_more"):
        with (data / folder / "labels.csv").open(newline="") as file:
            for row in csv.DictReader(file):
                patient = row["image"].split("_")[0]
                line = ledger("nih").get(patient) or ledger("nih_more")[patient]
                if line.role != PatientRole.TRAIN:
                    views[row["view"]] += 1
                    found.update(set(row["labels"].split("|")) & set(LABELS))
    assert 0.8 < views["AP"] / views["PA"] < 1.25
    assert {label for label in LABELS if found[label] < 10} <= {"Hernia"}
