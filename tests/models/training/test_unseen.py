"""Films are read as the program reads them, of patients who never trained alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.training.ledger import PatientRole, ledger
from models.training.unseen import NEVER_TRAINED, every_unseen_nih, unseen_hearts, unseen_nih
from tests.models.training.nih_folder import NEW, OLD, nih_folder


def test_all_films_of_a_patient_are_read_from_both_folders_under_one_name(tmp_path: Path) -> None:
    films = list(every_unseen_nih(nih_folder(tmp_path), *NEVER_TRAINED))
    assert [one.patient for one in films] == [f"nih {OLD}", f"nih {NEW}", f"nih {NEW}", f"nih {OLD}"]
    assert [one.view for one in films] == ["PA", "AP", "PA", "PA"]
    assert [one.role for one in films] == [PatientRole.REFERENCE, PatientRole.EVALUATE, PatientRole.EVALUATE, PatientRole.REFERENCE]
    assert [one.film.header.pixel_spacing_mm for one in films] == [0.8, 1.1, 1.0, 1.2]
    assert films[0].diseases == {"Effusion", "Mass"}


def test_the_first_folder_alone_is_read_where_no_other_is_asked_for(tmp_path: Path) -> None:
    assert [one.patient for one in unseen_nih(nih_folder(tmp_path), *NEVER_TRAINED)] == [f"nih {OLD}"]
    assert not list(unseen_nih(tmp_path, PatientRole.TRAIN))


@pytest.mark.real_data
def test_all_films_with_hearts_are_of_other_people_than_any_classifier_learned_from(data: Path) -> None:
    films = [next(unseen_hearts(data))]
    assert films[0].patient == f"hearts {next(iter(sorted(ledger('hearts'))))}"
    assert films[0].view == "PA"
