"""Films that a log knows already: copies, twins, and the same pixels with another header."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydicom import dcmread

from app.run.events import FilmRecorded
from app.workers.messages import Outcome, Request, Task
from audit.log.verify.verify import verify

Screen = Callable[..., list[FilmRecorded]]
_BEGUN = "audit.db"


def test_a_copy_with_another_header_is_a_duplicate(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    twin = dcmread(phantom_folder / "plain.dcm")
    twin.SOPInstanceUID, twin.InstitutionName = "1.2.3.4", "Elsewhere"
    twin.save_as(tmp_path / "twin.dcm")
    one, two = screen([phantom_folder / "plain.dcm", tmp_path / "twin.dcm"], scripted, tmp_path / _BEGUN)
    assert (one.already_recorded, one.duplicate, two.already_recorded, two.duplicate) == (False, False, True, True)
    assert one.entry == two.entry


def test_two_copies_of_a_file_are_screened_once(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    twins = [shutil.copy(phantom_folder / "plain.dcm", tmp_path / name) for name in ("one.dcm", "two.dcm")]
    one, two = screen(list(map(Path, twins)), scripted, tmp_path / _BEGUN)
    assert (one.already_recorded, two.already_recorded, two.duplicate) == (False, True, False)
    assert one.entry.seq == two.entry.seq == 1
    assert one.path != two.path
    assert sum(scripted.screened_batches()) == 1


def test_a_film_that_another_run_recorded_meanwhile_stands_there_once(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path
) -> None:
    """Two runs into one log screen a film at the same time; for the second it is already recorded."""
    log = tmp_path / _BEGUN

    def script(request: Request) -> Outcome | None:
        if request.kind is Task.SCREEN:
            scripted.script = lambda request: None
            screen([phantom_folder / "plain.dcm"], scripted, log)
        return None

    scripted.script = script
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, log)
    assert (done.already_recorded, done.entry.seq, verify(log).entries) == (True, 1, 1)
    assert scripted.screened_batches() == [1, 1]


def test_the_same_pixels_with_another_spacing_are_another_film(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    """Millimetres dilate the lungs, so its numbers are its own."""
    twin = dcmread(phantom_folder / "plain.dcm")
    twin.ImagerPixelSpacing = [0.9, 0.9]
    twin.save_as(tmp_path / "twin.dcm")
    one, two = screen([phantom_folder / "plain.dcm", tmp_path / "twin.dcm"], scripted, tmp_path / _BEGUN)
    assert (one.already_recorded, two.already_recorded) == (False, False)
    here, there = one.entry.film.radiograph, two.entry.film.radiograph
    assert here is not None
    assert there is not None
    assert here.pixel_sha256 == there.pixel_sha256
    assert there.pixel_spacing_mm == 0.9


def test_a_twin_of_another_patient_has_an_entry_and_a_header_of_its_own(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path
) -> None:
    """The record says which file was seen; taken from the other's entry it would name the wrong one."""
    twin = dcmread(phantom_folder / "plain.dcm")
    twin.PatientID, twin.SOPInstanceUID, twin.InstitutionName = "4711", "1.2.3.4", "Elsewhere"
    twin.save_as(tmp_path / "twin.dcm")
    paths = [phantom_folder / "plain.dcm", tmp_path / "twin.dcm"]
    one, two = screen(paths, scripted, tmp_path / _BEGUN)
    assert (one.already_recorded, two.already_recorded) == (False, False)
    here, there = one.entry.film.radiograph, two.entry.film.radiograph
    assert here is not None
    assert there is not None
    assert there.tags is not None
    assert here.pixel_sha256 == there.pixel_sha256
    assert here.patient_digest != there.patient_digest
    assert (there.sop_instance_uid, there.tags.institution) == ("1.2.3.4", "Elsewhere")
    again = screen(paths, scripted, tmp_path / _BEGUN)
    assert [(done.already_recorded, done.entry) for done in again] == [(True, one.entry), (True, two.entry)]


def test_a_twin_that_names_another_body_part_is_looked_at_anew(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    """Its pixels must speak more clearly than those of a chest film."""
    twin = dcmread(phantom_folder / "plain.dcm")
    twin.BodyPartExamined = "HAND"
    twin.save_as(tmp_path / "twin.dcm")
    one, two = screen([phantom_folder / "plain.dcm", tmp_path / "twin.dcm"], scripted, tmp_path / _BEGUN)
    assert (one.already_recorded, two.already_recorded) == (False, False)
