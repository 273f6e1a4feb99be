"""What is told of NIH films: of both folders, in one order, with NaN where the teacher's opinion is not known."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from models.training.facts import LABELS, SOURCES, nih_facts
from models.training.ledger import PatientRole, ledger
from tests.models.training.nih_folder import NEW, OLD, nih_folder


def test_films_of_both_folders_stand_in_one_order(tmp_path: Path) -> None:
    facts = nih_facts(nih_folder(tmp_path))
    assert facts.names.tolist() == [f"{OLD}_000.png", f"{NEW}_000.png", f"{NEW}_001.png", f"{OLD}_007.png"]
    assert facts.patients.tolist() == [OLD, NEW, NEW, OLD]
    assert facts.sources.tolist() == ["nih", "nih_more", "nih_more", "nih_more"]
    assert facts.views.tolist() == ["PA", "AP", "PA", "PA"]
    assert facts.ages.tolist() == [60, 41, 42, 61]
    assert nih_facts(tmp_path, "nih").names.tolist() == [f"{OLD}_000.png"]


def test_labels_are_ones_and_no_finding_is_none(tmp_path: Path) -> None:
    facts = nih_facts(nih_folder(tmp_path))
    assert [LABELS[k] for k in np.flatnonzero(facts.labels[0])] == ["Effusion", "Mass"]
    assert not facts.labels[1].any()


def test_the_teacher_is_a_logit_where_it_is_known(tmp_path: Path) -> None:
    facts = nih_facts(nih_folder(tmp_path))
    assert facts.teacher[0] == pytest.approx(np.full(14, np.log(0.2 / 0.8)), rel=1e-4)
    assert np.isnan(facts.teacher[1:]).all()


def test_a_patient_of_both_folders_keeps_his_one_line(tmp_path: Path) -> None:
    facts = nih_facts(nih_folder(tmp_path))
    assert facts.lines[3] == facts.lines[0] == ledger("nih")[OLD]
    assert facts.lines[1] == ledger("nih_more")[NEW]
    assert facts.folds.tolist() == [line.fold for line in facts.lines]
    assert facts.with_role(ledger("nih_more")[NEW].role).names.tolist() == [f"{NEW}_000.png", f"{NEW}_001.png"]
    assert not len(facts.with_role().names)


@pytest.mark.real_data
def test_every_film_at_hand_has_a_line(data: Path) -> None:
    facts = nih_facts(data)
    assert len(facts.lines) == len(facts.names) == 1_362
    assert len(np.unique(facts.names)) == len(facts.names)
    for source in SOURCES:
        with (data / source / "labels.csv").open(newline="") as file:
            assert facts.names[facts.sources == source].tolist() == [row["image"] for row in csv.DictReader(file)]
    assert np.isfinite(facts.teacher[facts.sources == "nih"]).all()
    assert len(np.unique(facts.with_role(PatientRole.TRAIN).patients)) == 690
