"""Replay: a recorded film gives its record again; another film, other weights or other numbers are told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

from app.export.mask_png import mask_png
from app.replay.comparison import Replay
from app.replay.replay import CannotReplay, replay, replay_record
from app.run.events import FilmRecorded
from app.workers.inline import InlineWorkers
from app.workers.messages import Result, Task
from app.workers.tasks.load_method import OfRecord
from audit.log.store import Log, Stored
from audit.records.events import HeadRecord
from audit.records.film import FilmRecord
from audit.records.method import MethodRecord
from audit.records.radiograph import RadiographRecord
from models.values.method import Method
from models.values.parameters import CHEAPEST
from models.values.screening import Screening
from tests.app.conftest import Screened
from tests.app.replay.entries import NO_BLOBS, answering

Screen = Callable[..., list[FilmRecorded]]


def _replayed(log: Path, seq: int, path: Path, workers: Any) -> Replay:
    with Log(log, writing=False) as opened:
        return replay(opened.entry(seq), path, pool=workers, blob=opened.blob)


def test_a_screened_film_gives_its_record_again(screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    """The log's run had both films in one batch, this one has one: the numbers move by less than the tolerance."""
    found = _replayed(screened.log, entry.seq, phantom_folder / "marked.dcm", workers)
    assert found.differences == ()
    assert (found.passed, found.same_device, found.device, found.maps_compared) == (True, True, "cpu float32", True)
    assert found.largest < 1e-4
    record = replay_record(entry, found)
    assert record.of == HeadRecord(seq=entry.seq, hash=entry.hash)
    assert record.recorded_code_version == entry.film.method.code_version
    assert record.sentence == f"Entry {entry.seq} was computed anew on the same device: everything is the same within 0.0001."


def test_maps_that_are_no_longer_kept_are_not_compared(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
    assert (found.passed, found.maps_compared) == (True, False)
    assert replay_record(entry, found).sentence.endswith(
        "its record is the same within 0.0001. Its maps are no longer kept and were not compared."
    )


def test_a_file_that_is_no_film_is_refused_with_the_same_code(screened: Any, phantom_folder: Path, workers: InlineWorkers) -> None:
    (entry,) = (done.entry for done in screened.done if done.path.name == "notes.dcm")
    found = replay(entry, phantom_folder / "notes.dcm", pool=workers, blob=NO_BLOBS.get)
    assert (found.passed, found.differences, found.device) == (True, (), None)
    assert "where no device is on record: everything is the same" in replay_record(entry, found).sentence


def test_a_rotated_film_is_refused_with_the_same_code(screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path) -> None:
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / "audit.db")
    found = replay(done.entry, tmp_path / "rotated.png", pool=workers, blob=NO_BLOBS.get)
    assert (done.entry.film.code, found.passed, found.differences) == ("rotated", True, ())


def test_a_refusal_that_is_no_longer_one_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    """As when a later version can read what this one could not."""
    assert entry.film.radiograph is not None
    record = FilmRecord(
        status="refused", code="blank", reason="Empty.", seconds=entry.film.seconds, method=entry.film.method,
        radiograph=RadiographRecord(file_sha256=entry.film.radiograph.file_sha256),
    )  # fmt: skip
    refused = replace(entry, kind="refused", record=record)
    found = replay(refused, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
    assert not found.passed
    assert {"status", "code", "findings"} <= {each.field for each in found.differences}
    assert "NOT confirmed" in replay_record(refused, found).sentence


def test_every_number_that_was_altered_in_the_record_is_named(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    film = entry.film
    assert film.findings is not None
    assert film.anatomy is not None
    findings = list(film.findings)
    findings[2] = replace(findings[2], probability=findings[2].probability + 2e-4)
    anatomy = replace(film.anatomy, lung_area_share=film.anatomy.lung_area_share + 0.1)
    record = replace(film, findings=tuple(findings), anatomy=anatomy)
    altered = replace(entry, record=record)
    found = replay(altered, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
    assert [each.field for each in found.differences] == ["anatomy.lung_area_share", "findings[2].probability"]
    assert not found.passed
    assert found.largest == pytest.approx(0.1, abs=1e-4)
    told = replay_record(altered, found)
    assert told.differences[0].recorded == anatomy.lung_area_share
    assert "the record is NOT confirmed; 2 values differ by more than 0.0001." in told.sentence


@pytest.mark.parametrize(
    ("spoil", "field"), [(lambda maps: maps + np.float16(0.5), "blobs.signed_maps"), (lambda maps: maps[:, 1:], "blobs.signed_maps.shape")]
)
def test_maps_that_were_replaced_are_found(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, spoil: Callable[[Any], Any], field: str
) -> None:
    (done,) = (one for one in screened.done if one.entry == entry)
    kept = entry.film.blobs
    assert kept is not None
    described = kept.signed_maps
    maps = spoil(np.frombuffer(done.blobs[described.sha256], np.float16).reshape(described.shape))
    record = replace(entry.film, blobs=replace(kept, signed_maps=replace(described, shape=maps.shape)))
    blobs = dict(done.blobs) | {described.sha256: maps.tobytes()}
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=blobs.get)
    assert len(found.differences) == 1
    assert found.differences[0].field.startswith(field)


@pytest.mark.parametrize("organ", ["lungs", "heart"])
def test_a_mask_that_was_replaced_is_found(
    screened: Screened, entry: Stored, phantom_folder: Path, workers: InlineWorkers, organ: str
) -> None:
    (done,) = (one for one in screened.done if one.entry == entry)
    kept = entry.film.blobs
    assert kept is not None
    blobs = dict(done.blobs) | {kept.named()[organ]: mask_png(np.zeros((512, 512), bool))}
    found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=blobs.get)
    assert [one.field for one in found.differences] == [f"blobs.{organ}.pixels"]
    assert not found.passed


def test_another_file_is_refused_and_a_copy_with_another_header_is_told_apart(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    with pytest.raises(CannotReplay, match=r"is not the file of entry \d+: its SHA-256 differs\. Name"):
        replay(entry, phantom_folder / "plain.dcm", pool=workers, blob=NO_BLOBS.get)
    with pytest.raises(CannotReplay, match="its SHA-256 differs"):
        replay(entry, phantom_folder / "notes.dcm", pool=workers, blob=NO_BLOBS.get)
    twin = dcmread(phantom_folder / "marked.dcm")
    twin.PatientID = "another"
    twin.save_as(tmp_path / "twin.dcm")
    with pytest.raises(CannotReplay, match="Its pixels are the same"):
        replay(entry, tmp_path / "twin.dcm", pool=workers, blob=NO_BLOBS.get)
    with pytest.raises(CannotReplay, match=r"cannot be read: There is no such file"):
        replay(entry, tmp_path / "missing.dcm", pool=workers, blob=NO_BLOBS.get)


def test_a_file_that_now_decodes_to_other_pixels_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    assert entry.film.radiograph is not None
    record = replace(entry.film, radiograph=replace(entry.film.radiograph, pixel_sha256="0" * 64))
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)
    assert not found.passed
    assert "radiograph.pixel_sha256" in {each.field for each in found.differences}


def test_the_record_s_own_parameters_are_used(screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path) -> None:
    wanted = replace(CHEAPEST, seed=7, hot_spot_share=0.5)
    (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db", parameters=wanted, classifier="teaching")
    assert _replayed(tmp_path / "audit.db", done.entry.seq, done.path, workers).passed


def test_a_network_on_another_device_that_decides_the_same_passes(
    entry: Stored, phantom_folder: Path, scripted: Any, screenings: tuple[Screening, ...]
) -> None:
    moved = replace(screenings[0], classifier=replace(screenings[0].classifier, device="cuda:0"))
    first = replace(moved.findings[0], logit=moved.findings[0].logit + 0.001)
    moved = replace(moved, findings=(first, *moved.findings[1:]))
    scripted.script = answering(Task.SCREEN, lambda number: Result(number, (moved,)))
    found = replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert (found.passed, found.same_device) == (True, False)
    assert [each.field for each in found.differences] == ["findings[0].logit"]
    assert "on another device: the decisions are the same; 1 values differ" in replay_record(entry, found).sentence


def test_the_method_is_loaded_for_the_record_s_own_classifier_and_parameters(
    entry: Stored, phantom_folder: Path, scripted: Any, method: MethodRecord
) -> None:
    other = Method(
        CHEAPEST, "0" * 64, "0" * 64, None, None, dict.fromkeys(method.networks, "0" * 64), dict.fromkeys(method.manifests, "0" * 64)
    )
    scripted.script = answering(Task.LOAD_METHOD, lambda number: Result(number, other))
    with pytest.raises(CannotReplay, match="other weights"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    (asked,) = (request.payload for request in scripted.asked if request.kind is Task.LOAD_METHOD)
    assert (asked.classifier, asked.parameters, asked.regions) == ("embedded", CHEAPEST, None)
    recorded = entry.film.method
    assert asked.record == OfRecord(recorded.networks, recorded.manifests, recorded.reference_sha256, recorded.calibration_sha256)


def test_a_film_that_was_refused_is_replayed_by_the_classifier_that_was_chosen(
    screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path
) -> None:
    """Its record holds no classifier, only the hash of its weights."""
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    (done,) = screen([tmp_path / "rotated.png"], workers, tmp_path / "audit.db", classifier="teaching")
    assert replay(done.entry, tmp_path / "rotated.png", pool=workers, blob=NO_BLOBS.get).passed


def test_an_entry_that_was_made_without_a_reference_is_replayed_without(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("app.workers.engine.reference_file", lambda weights, regions: None)
        (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db")
    assert done.entry.film.method.reference_sha256 is None
    assert replay(done.entry, phantom_folder / "marked.dcm", pool=workers, blob=done.blobs.get).differences == ()


def test_a_film_of_the_record_under_another_name_is_the_film(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    moved = Path(shutil.copy(phantom_folder / "marked.dcm", tmp_path / "moved"))
    assert _replayed(screened.log, entry.seq, moved, workers).passed
