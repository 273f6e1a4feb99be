"""From files to entries of the log: one entry a file, nothing done before it is written, nothing of the patient kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from PIL import Image
from pydicom import dcmread

from app.export.questions import questions
from app.run import writer
from app.run.events import FilmRead, FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.keys import path_digest
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Outcome, Progressed, Request, Result, Task
from audit.log.errors import LogUnavailable
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.body import json_of
from audit.records.film import SecondsRecord
from models.values.input_check import NotScreenedCode
from models.values.parameters import CHEAPEST
from models.values.progress import Progress
from models.values.radiograph import Polarity
from models.values.refusal import RefusalCode
from models.values.screening import Screening

Screen = Callable[..., list[FilmRecorded]]
_BEGUN = "audit.db"


def _same_numbers(one: Any, other: Any) -> bool:
    """Tell whether two records are the same but for the last digits of their numbers, the time they took and the key of the test's home."""
    if isinstance(one, dict):
        varying = {"seconds", "blobs", "patient_digest"}
        return one.keys() == other.keys() and all(_same_numbers(one[key], other[key]) for key in one if key not in varying)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same_numbers, one, other))
    return bool(np.isclose(one, other, rtol=1e-5, atol=1e-5)) if isinstance(one, float) else one == other


def _as_json(done: FilmRecorded) -> Any:
    return json.loads(json_of(done.entry.record))


def _kept(log: Path, done: FilmRecorded) -> dict[str, bytes | None]:
    """What the log keeps of what a record names."""
    record = done.entry.film
    with Log(log, writing=False) as opened:
        return {name: opened.blob(name) for name in (record.blobs.named().values() if record.blobs else ())}


def test_each_file_ends_in_exactly_one_entry(screened: Any, phantom_folder: Path) -> None:
    assert sorted(done.path for done in screened.done) == sorted(phantom_folder.iterdir())
    assert {done.path.name: done.entry.kind for done in screened.done} == {
        "marked.dcm": "screened", "plain.dcm": "screened", "notes.dcm": "refused",
    }  # fmt: skip
    assert sorted(done.entry.seq for done in screened.done) == [1, 2, 3]
    assert verify(screened.log).entries == 3
    assert not any(done.already_recorded for done in screened.done)


def test_what_is_done_is_what_stands_in_the_log(screened: Any) -> None:
    with Log(screened.log, writing=False) as log:
        for done in screened.done:
            entry = log.entry(done.entry.seq)
            assert entry == done.entry
            assert all(log.blob(name) == data for name, data in done.blobs.items())


def test_a_refused_file_says_why(screened: Any) -> None:
    (done,) = (done for done in screened.done if done.path.name == "notes.dcm")
    assert done.entry.film.code == RefusalCode.NOT_AN_IMAGE
    assert done.entry.film.reason == "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself."
    assert done.film is None


def test_a_screened_film_comes_with_its_pixels_and_maps(screened: Any) -> None:
    (done,) = (done for done in screened.done if done.path.name == "plain.dcm")
    assert done.film is not None
    assert done.film.header.pixel_sha256 == done.entry.film.radiograph.pixel_sha256
    assert set(done.blobs) == set(done.entry.film.blobs.named().values())


def test_the_same_order_again_is_already_recorded(
    screen: Screen, scripted: Any, screened: Any, ready_log: Path, phantom_folder: Path
) -> None:
    again = screen(sorted(phantom_folder.iterdir()), scripted, ready_log)
    assert all(done.already_recorded for done in again)
    first = {done.path: done for done in screened.done}
    assert {done.path: done.entry.seq for done in again} == {path: done.entry.seq for path, done in first.items()}
    assert all(_kept(ready_log, done) == first[done.path].blobs for done in again)
    assert all((done.blobs, done.film) == ({}, None) for done in again)
    assert scripted.screened_batches() == []
    assert verify(ready_log).entries == 3


def test_screening_again_appends_the_same_numbers(
    screen: Screen, workers: InlineWorkers, screened: Any, ready_log: Path, phantom_folder: Path
) -> None:
    again = screen(sorted(phantom_folder.iterdir()), workers, ready_log, again=True)
    assert [done.already_recorded for done in again] == [False] * 3
    assert sorted(done.entry.seq for done in again) == [4, 5, 6]
    first = {done.path: _as_json(done) for done in screened.done}
    for done in again:
        assert _same_numbers(first[done.path], _as_json(done))
    assert verify(ready_log).damage is None


@pytest.mark.parametrize("order", [{"parameters": replace(CHEAPEST, seed=2)}, {"classifier": "teaching"}])
def test_another_order_screens_anew(screen: Screen, scripted: Any, ready_log: Path, phantom_folder: Path, order: dict[str, Any]) -> None:
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, ready_log, **order)
    assert not done.already_recorded
    assert done.entry.seq == 4


def test_another_region_table_screens_anew_and_a_bad_one_not_at_all(
    screen: Screen, workers: InlineWorkers, ready_log: Path, phantom_folder: Path, wider_table: Path
) -> None:
    (done,) = screen([phantom_folder / "plain.dcm"], workers, ready_log, regions=wider_table)
    assert not done.already_recorded
    (again,) = screen([phantom_folder / "plain.dcm"], workers, ready_log, regions=wider_table)
    assert (again.already_recorded, again.entry.seq) == (True, done.entry.seq)
    wider_table.write_text("no table")
    with pytest.raises(CannotScreen, match=r"region table cannot be used\. wider\.toml: not a TOML file"):
        screen([phantom_folder / "plain.dcm"], workers, ready_log, regions=wider_table)


def test_a_film_that_is_not_assessable_is_recorded_and_found_again(
    screen: Screen, scripted: Any, not_assessable: Screening, phantom_folder: Path, tmp_path: Path, validator: Draft202012Validator
) -> None:
    """It has scores, no allowed regions, and no blob of them."""
    scripted.script = lambda request: (
        Result(request.id, tuple(replace(not_assessable, header=film.header) for film in request.payload.films))
        if request.kind is Task.SCREEN
        else None
    )
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert done.entry.film.blobs is not None
    assert done.entry.film.blobs.allowed is None
    assert any(finding.positive for finding in done.entry.film.findings or ())
    validator.validate({"file": "plain.dcm"} | _as_json(done))
    (again,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert (again.already_recorded, _kept(tmp_path / _BEGUN, again)) == (True, done.blobs)
    assert verify(tmp_path / _BEGUN, deep=True).damage is None


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


def test_films_share_passes_of_the_size_that_was_ordered(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    paths = [phantom_folder / name for name in ("plain.dcm", "marked.dcm")] * 2
    screen(paths, scripted, tmp_path / _BEGUN, batch_size=3, again=True)
    assert scripted.screened_batches() == [3, 1]


def test_a_rotated_film_is_refused_with_what_was_seen_and_already_recorded_the_next_time(
    screen: Screen, workers: InlineWorkers, films: list[Any], validator: Draft202012Validator, tmp_path: Path
) -> None:
    """It is read, so its pixels are known and shown; it is not screened, and what was seen stands in the record."""
    rotated = np.rot90(films[1].pixels, 2)
    Image.fromarray((rotated * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / _BEGUN)
    record = done.entry.film
    assert (done.entry.kind, record.code, record.findings) == ("refused", NotScreenedCode.ROTATED, None)
    assert record.reason is not None
    assert "180° clockwise" in record.reason
    assert record.input_check is not None
    assert record.input_check.rotate_clockwise == 180
    assert record.radiograph is not None
    assert record.radiograph.rows == rotated.shape[0]
    assert done.film is not None
    validator.validate(_as_json(done))
    (again,) = screen([tmp_path / "rotated.png"], workers, tmp_path / _BEGUN)
    assert (again.already_recorded, again.entry.seq) == (True, 1)
    (righted,) = screen([_righted(tmp_path)], workers, tmp_path / _BEGUN)
    assert righted.entry.kind == "screened"


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_an_inverted_film_is_screened_the_right_way_shown_so_and_recorded(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, validator: Draft202012Validator, tmp_path: Path, photometric: str
) -> None:
    """Its tag contradicts its pixels: the tag of a good film was changed, or the pixels under a good tag."""
    film = dcmread(phantom_folder / "plain.dcm")
    film.PhotometricInterpretation = photometric
    if photometric == "MONOCHROME2":
        film.PixelData = (4095 - film.pixel_array).tobytes()
    else:
        film.PresentationLUTShape = "INVERSE"
    film.save_as(tmp_path / "inverted.dcm")
    right, inverted = screen([phantom_folder / "plain.dcm", tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN)
    record, upright = inverted.entry.film, right.entry.film
    validator.validate(_as_json(inverted))
    assert record.radiograph is not None
    assert upright.radiograph is not None
    assert (record.radiograph.polarity, inverted.already_recorded) == (Polarity.INVERTED, False)
    assert record.radiograph.pixel_sha256 != upright.radiograph.pixel_sha256
    assert record.input_check is not None
    assert record.input_check.inverted > 0.85
    assert questions(record)[0].startswith("White and black were exchanged, since the pixels contradict the header")
    assert right.film is not None
    assert inverted.film is not None
    np.testing.assert_allclose(inverted.film.pixels, right.film.pixels, atol=1e-6)
    assert inverted.film.header.polarity == Polarity.INVERTED
    for one, other in zip(upright.findings or (), record.findings or (), strict=True):
        assert one.logit == pytest.approx(other.logit, abs=1e-3)
    assert record.findings
    (again,) = screen([tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN)
    assert (again.already_recorded, again.entry.seq) == (True, inverted.entry.seq)
    film.InstitutionName = "Elsewhere"
    film.save_as(tmp_path / "twin.dcm")
    (twin,) = screen([tmp_path / "twin.dcm"], workers, tmp_path / _BEGUN)
    assert (twin.already_recorded, twin.entry.seq) == (True, inverted.entry.seq)
    assert twin.film is not None
    np.testing.assert_array_equal(twin.film.pixels, inverted.film.pixels)
    (anew,) = screen([tmp_path / "inverted.dcm"], workers, tmp_path / _BEGUN, again=True)
    assert (anew.already_recorded, anew.entry.seq) == (False, 3)


def _righted(folder: Path) -> Path:
    with Image.open(folder / "rotated.png") as picture:
        picture.rotate(180).save(folder / "righted.png")
    return folder / "righted.png"


def _engine_fails_on(pixels: str) -> Callable[[Request], Outcome | None]:
    def script(request: Request) -> Outcome | None:
        if request.kind is Task.SCREEN and pixels in {film.header.pixel_sha256 for film in request.payload.films}:
            return Failed(request.id, "There was not enough memory for this film.")
        return None

    return script


def test_an_engine_that_fails_costs_only_the_film_that_makes_it_fail(
    screen: Screen, scripted: Any, films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    scripted.script = _engine_fails_on(films[0].header.pixel_sha256)
    done = screen([phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert {one.path.name: one.entry.kind for one in done} == {"marked.dcm": "failed", "plain.dcm": "screened"}
    (failed,) = (one.entry.film for one in done if one.entry.kind == "failed")
    assert (failed.code, failed.reason) == ("engine", "There was not enough memory for this film.")
    assert failed.radiograph is not None
    assert failed.radiograph.pixel_sha256 == films[0].header.pixel_sha256


def test_a_failed_film_is_tried_again_the_next_time(
    screen: Screen, scripted: Any, films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    scripted.script = _engine_fails_on(films[0].header.pixel_sha256)
    screen([phantom_folder / "marked.dcm"], scripted, tmp_path / _BEGUN)
    scripted.script = lambda request: None
    (done,) = screen([phantom_folder / "marked.dcm"], scripted, tmp_path / _BEGUN)
    assert (done.entry.kind, done.already_recorded, done.entry.seq) == ("screened", False, 2)


def test_a_defect_of_the_reader_is_a_failed_entry(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    scripted.script = lambda request: Failed(request.id, "A defect.", "trace") if request.kind is Task.READ else None
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert (done.entry.kind, done.entry.film.code, done.entry.film.reason) == ("failed", "defect", "A defect.")
    assert done.details == "trace"
    assert b"trace" not in json_of(done.entry.record)


def test_seconds_tell_how_long_the_reader_and_the_engine_took(
    screen: Screen, scripted: Any, screenings: tuple[Screening, ...], phantom_folder: Path, tmp_path: Path
) -> None:
    """Each worker's own time, of whatever ending; what was not measured is null."""
    reads = {"marked.dcm": 1.25, "plain.dcm": 2.5, "notes.dcm": 3.75}

    def script(request: Request) -> Outcome | None:
        if request.kind is Task.READ:
            read = InlineWorkers.submit(scripted._workers, Task.READ, request.payload).result()
            return replace(read, id=request.id, seconds=reads[request.payload.path.name])
        return Failed(request.id, "It failed.", seconds=7.5) if request.kind is Task.SCREEN else None

    scripted.script = script
    done = screen(sorted(phantom_folder.iterdir()), scripted, tmp_path / _BEGUN, batch_size=1)
    assert {one.path.name: (one.entry.kind, one.entry.film.seconds) for one in done} == {
        "marked.dcm": ("failed", SecondsRecord(reading=1.25, engine=7.5)),
        "plain.dcm": ("failed", SecondsRecord(reading=2.5, engine=7.5)),
        "notes.dcm": ("refused", SecondsRecord(reading=3.75, engine=None)),
    }  # fmt: skip
    scripted.script = lambda request: script(request) if request.kind is Task.READ else None
    (screened,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert screened.entry.film.seconds == SecondsRecord(reading=2.5, engine=round(screenings[1].seconds, 3))
    scripted.script = lambda request: Failed(request.id, "A defect.", seconds=0.5) if request.kind is Task.READ else None
    (failed,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN, again=True)
    assert failed.entry.film.seconds == SecondsRecord(reading=0.5, engine=None)


def test_a_real_run_measures_what_each_film_took(screened: Any) -> None:
    for done in screened.done:
        seconds = done.entry.film.seconds
        assert 0 <= seconds.reading < 30
        assert (seconds.engine is not None) == (done.entry.kind == "screened")
    assert all(done.entry.film.seconds.engine > 0 for done in screened.done if done.entry.kind == "screened")


def test_a_network_that_gives_no_number_costs_only_that_film(
    screen: Screen, scripted: Any, screenings: tuple[Screening, ...], films: list[Any], phantom_folder: Path, tmp_path: Path
) -> None:
    """NaN is no JSON and never gets into the log; the film fails, the others are screened."""

    def script(request: Request) -> Outcome | None:
        if request.kind is not Task.SCREEN:
            return None
        made = []
        for film in request.payload.films:
            one = replace(screenings[1], header=film.header)
            if film.header.pixel_sha256 == films[0].header.pixel_sha256:
                one = replace(one, findings=(replace(one.findings[0], logit=float("nan")), *one.findings[1:]))
            made.append(one)
        return Result(request.id, tuple(made))

    scripted.script = script
    done = screen([phantom_folder / "marked.dcm", phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert {one.path.name: one.entry.kind for one in done} == {"marked.dcm": "failed", "plain.dcm": "screened"}


@pytest.mark.parametrize("name", ["nobody", "lungs", "film-check"])
def test_what_is_no_classifier_is_said_and_nothing_is_written(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(CannotScreen, match=r"no classifier of this name.*embedded, teaching"):
        screen([phantom_folder / "plain.dcm"], workers, tmp_path / _BEGUN, classifier=name)
    assert verify(tmp_path / _BEGUN).entries == 0


def test_closing_cancels_what_is_under_way(scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    paths = [phantom_folder / "plain.dcm"] * 6
    with Log(tmp_path / _BEGUN, writing=True) as log:
        steps = screen_films(paths, RunRequest(parameters=CHEAPEST, batch_size=2), pool=scripted, log=log)
        for step in steps:
            if isinstance(step, FilmRead):
                break
        steps.close()
    reads = [request.id for request in scripted.asked if request.kind is Task.READ]
    assert scripted.cancelled == reads[1:]
    assert len(reads) > 2


def test_progress_counts_what_stands_in_the_log(scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    submit = scripted.submit

    def submit_with_progress(kind: Task, payload: Any, *, urgent: bool = False) -> Any:
        job = submit(kind, payload, urgent=urgent)
        if kind is Task.SCREEN:
            ending = job._heard.get()
            job.hear(Progressed(job.request.id, Progress(0, 1, "finding the lungs")))
            job._heard.put(ending)
        return job

    scripted.submit = submit_with_progress
    paths = sorted(phantom_folder.iterdir())
    done = 0
    labels = []
    with Log(tmp_path / _BEGUN, writing=True) as log:
        for step in screen_films(paths, RunRequest(parameters=CHEAPEST), pool=scripted, log=log):
            if isinstance(step, Progress):
                assert (step.done, step.of) == (done, 3)
                labels.append(step.label)
            elif isinstance(step, FilmRecorded):
                done += 1
                assert log.entry(step.entry.seq) == step.entry
    assert done == 3
    assert labels[0] == "starting the networks"
    assert {"reading", "finding the lungs"} <= set(labels)


def test_a_log_that_cannot_be_written_stops_the_work(
    scripted: Any, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is yielded as done that does not stand in the log."""
    append = Log.append_new

    def once(log: Log, *arguments: Any, **named: Any) -> Any:
        if log.count() == 1:
            raise LogUnavailable("The disk is full.")
        return append(log, *arguments, **named)

    monkeypatch.setattr(Log, "append_new", once)
    done: list[FilmRecorded] = []
    paths = [phantom_folder / name for name in ("marked.dcm", "plain.dcm", "notes.dcm")]
    with Log(tmp_path / _BEGUN, writing=True) as log:
        steps = screen_films(paths, RunRequest(parameters=CHEAPEST, batch_size=1), pool=scripted, log=log)
        with pytest.raises(LogUnavailable):
            done.extend(step for step in steps if isinstance(step, FilmRecorded))
        assert list(steps) == []
        assert log.count() == 1
        assert log.entry(1).film.radiograph is not None
    assert scripted.cancelled
    assert len([request for request in scripted.asked if request.kind is Task.SCREEN]) == 2


def test_the_log_holds_nothing_of_the_patient_and_nothing_of_the_path(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "Quastenflosser Agathe"
    folder.mkdir()
    dataset = dcmread(phantom_folder / "plain.dcm")
    secrets = {
        "PatientName": "Zwetschgenbaum^Ottilie", "PatientID": "ZQX-77123", "PatientBirthDate": "19310714", "AccessionNumber": "ACC9917355",
        "StudyDate": "20190223", "ReferringPhysicianName": "Brotkrume^Emil", "PatientAddress": "Nelkenweg 12",
        "PatientComments": "Tochter heisst Gundula", "OtherPatientIDs": "ALT-55512",
    }  # fmt: skip
    for keyword, value in secrets.items():
        setattr(dataset, keyword, value)
    dataset.PatientAge = "087Y"
    dataset.save_as(folder / "Mirabellenkern.dcm")
    (folder / "Mirabellenkern.txt").write_text("Zwetschgenbaum")
    paths = sorted(folder.iterdir())
    with Log(tmp_path / _BEGUN, writing=True) as log:
        done = [
            step for step in screen_films(paths, RunRequest(parameters=CHEAPEST), pool=scripted, log=log) if isinstance(step, FilmRecorded)
        ]
        written = b"".join(file.read_bytes() for file in tmp_path.glob(f"{_BEGUN}*"))
    assert {one.entry.kind for one in done} == {"screened", "refused"}
    assert b"80-89" in written
    records = b"".join(json_of(one.entry.record) for one in done)
    words = {part for value in secrets.values() for part in value.split("^")}
    for word in words | {"Quastenflosser", "Mirabellenkern", "Zwetschgenbaum", "087Y", tmp_path.name}:
        assert word.encode() not in written
        assert word.encode() not in records
        assert word.encode("utf-16-le") not in written


def test_entries_name_who_acted_and_which_path_by_its_digest(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "actor", lambda: "ann")
    (done,) = screen([phantom_folder / "plain.dcm"], scripted, tmp_path / _BEGUN)
    assert (done.entry.actor, done.entry.subject) == ("ann", path_digest(phantom_folder / "plain.dcm"))
