"""One role a patient, and no shipped weight learns from anybody else's films."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from models.networks.library import embedded
from models.training import ledger as module
from models.training import out_of_fold
from models.training.facts import patient_of
from models.training.ledger import FOLDS, LedgerLine, PatientRole, ledger, nih_line

SOURCES = ("nih", "nih_more", "lungs", "hearts")


@pytest.mark.parametrize("source", SOURCES)
def test_every_patient_has_one_line(source: str) -> None:
    with module.FILE.open(newline="") as file:
        patients = [row["patient"] for row in csv.DictReader(file) if row["source"] == source]
    assert max(Counter(patients).values()) == 1
    assert set(patients) == set(ledger(source))


@pytest.mark.parametrize("source", SOURCES)
def test_fold_0_is_exactly_what_is_not_learned_from(source: str) -> None:
    for line in ledger(source).values():
        assert (line.fold == 0) == (line.role != PatientRole.TRAIN)
        assert line.fold in FOLDS


def test_at_least_a_hundred_nih_patients_are_kept_from_training_and_sixty_of_them_make_a_reference() -> None:
    roles = Counter(line.role for line in ledger("nih").values())
    assert roles[PatientRole.REFERENCE] + roles[PatientRole.CALIBRATE] + roles[PatientRole.EVALUATE] >= 100
    assert roles[PatientRole.REFERENCE] >= 60


def test_two_lines_for_one_patient_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoiled = tmp_path / "ledger.csv"
    spoiled.write_text("source,patient,role,fold\nnih,1,train,1\nnih,1,evaluate,0\nlungs,1,train,2\n")
    monkeypatch.setattr(module, "FILE", spoiled)
    ledger.cache_clear()
    try:
        with pytest.raises(ValueError, match="Patient 1 of nih has two lines"):
            ledger("nih")
        assert ledger("lungs") == {"1": LedgerLine(PatientRole.TRAIN, 2)}
    finally:
        ledger.cache_clear()


def test_the_classifiers_card_counts_the_ledgers_patients() -> None:
    """Films of patients with the role train, of both folders; each film has its logits out of fold."""
    films, metrics = out_of_fold.read(), embedded("embedded").card["metrics"]
    assert metrics["films_learned_from"] == sum(nih_line(patient_of(image)).role == PatientRole.TRAIN for image in films)
    assert metrics["films"] == len(films)


def test_every_nih_patient_has_logits_out_of_fold() -> None:
    with out_of_fold.FILE.open(newline="") as file:
        folds = {row["image"]: int(row["fold"]) for row in csv.DictReader(file)}
    assert folds.keys() == out_of_fold.read().keys()
    assert {patient_of(image) for image in folds} >= ledger("nih").keys()
    assert all(fold == nih_line(patient_of(image)).fold for image, fold in folds.items())
    assert out_of_fold.read(out_of_fold.BEFORE).keys() == ledger("nih").keys()


def test_a_patients_line_is_found_whichever_folder_he_came_with() -> None:
    for source in ("nih", "nih_more"):
        assert all(nih_line(patient) == line for patient, line in ledger(source).items())
    with pytest.raises(KeyError):
        nih_line("nobody")


@pytest.mark.real_data
def test_every_film_at_hand_stands_in_the_ledger(data: Path) -> None:
    with (data / "nih" / "labels.csv").open(newline="") as file:
        assert {row["image"].split("_")[0] for row in csv.DictReader(file)} == ledger("nih").keys()
    with (data / "lungs" / "index.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["case_group"] for row in rows} == ledger("lungs").keys()
    for row in rows:
        if ledger("lungs")[row["case_group"]].role == PatientRole.TRAIN:
            assert row["redistributable"] == "True"
            assert row["convention"] == "heart side included"
