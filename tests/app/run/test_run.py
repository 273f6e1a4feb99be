"""From files to entries of the log: one entry a file, nothing done before it is written, nothing of the patient kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from pydicom import dcmread

from app.run import writer
from app.run.events import FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.keys import path_digest
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Outcome, Request, Result, Task
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.body import json_of
from audit.records.film import SecondsRecord
from models.values.parameters import CHEAPEST
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


def test_films_share_passes_of_the_size_that_was_ordered(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    paths = [phantom_folder / name for name in ("plain.dcm", "marked.dcm")] * 2
    screen(paths, scripted, tmp_path / _BEGUN, batch_size=3, again=True)
    assert scripted.screened_batches() == [3, 1]


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
