"""Replay: a recorded film gives its record again; another film, other weights or other numbers are told."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

from app.replay.comparison import Replay
from app.replay.replay import CannotReplay, replay, replay_record
from app.run.events import FilmRecorded
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Outcome, Request, Result, Task
from app.workers.tasks.describe import Setting
from audit.log.store import Log, Stored
from models.values.parameters import CHEAPEST
from models.values.screening import Screening

Screen = Callable[..., list[FilmRecorded]]
_NONE: dict[str, bytes] = {}


@pytest.fixture
def entry(screened: Any) -> Stored:
    """The entry of the marked phantom."""
    (done,) = (done for done in screened.done if done.path.name == "marked.dcm")
    found: Stored = done.entry
    return found


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
    assert record["of"] == {"seq": entry.seq, "hash": entry.hash}
    assert record["sentence"] == f"Entry {entry.seq} was computed anew on the same device: everything is the same within 0.0001."


def test_maps_that_are_no_longer_kept_are_not_compared(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    found = replay(entry, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert (found.passed, found.maps_compared) == (True, False)


def test_a_file_that_is_no_film_is_refused_with_the_same_code(screened: Any, phantom_folder: Path, workers: InlineWorkers) -> None:
    (entry,) = (done.entry for done in screened.done if done.path.name == "notes.txt")
    found = replay(entry, phantom_folder / "notes.txt", pool=workers, blob=_NONE.get)
    assert (found.passed, found.differences, found.device) == (True, (), None)
    assert "where no device is on record: everything is the same" in replay_record(entry, found)["sentence"]


def test_a_turned_film_is_refused_with_the_same_code(screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path) -> None:
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "turned.png")
    (done,) = screen([tmp_path / "turned.png"], workers, tmp_path / "audit.db")
    found = replay(done.entry, tmp_path / "turned.png", pool=workers, blob=_NONE.get)
    assert (done.entry.record["code"], found.passed, found.differences) == ("turned", True, ())


def test_a_refusal_that_is_no_longer_one_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    """As when a later version can read what this one could not."""
    record = entry.record | {
        "status": "refused", "code": "blank", "reason": "Empty.", "findings": None, "classifier": None, "anatomy": None, "blobs": None,
        "film_check": None, "radiograph": {"file_sha256": entry.record["radiograph"]["file_sha256"]},
    }  # fmt: skip
    refused = replace(entry, kind="refused", record=record)
    found = replay(refused, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert not found.passed
    assert {"status", "code", "findings"} <= {each.field for each in found.differences}
    assert "NOT confirmed" in replay_record(refused, found)["sentence"]


def test_every_number_that_was_altered_in_the_record_is_named(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    record = json.loads(json.dumps(entry.record))
    record["findings"][2]["probability"] += 2e-4
    record["anatomy"]["lung_area_share"] += 0.1
    altered = replace(entry, record=record)
    found = replay(altered, phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert [each.field for each in found.differences] == ["anatomy.lung_area_share", "findings[2].probability"]
    assert not found.passed
    assert found.largest == pytest.approx(0.1, abs=1e-4)
    told = replay_record(altered, found)
    assert told["differences"][0]["recorded"] == record["anatomy"]["lung_area_share"]
    assert told["sentence"].endswith("the record is NOT confirmed; 2 values differ by more than 0.0001.")


@pytest.mark.parametrize(
    ("spoil", "field"), [(lambda maps: maps + np.float16(0.5), "blobs.signed_maps"), (lambda maps: maps[1:], "blobs.signed_maps.shape")]
)
def test_maps_that_were_replaced_are_found(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, spoil: Callable[[Any], Any], field: str
) -> None:
    record, (done,) = json.loads(json.dumps(entry.record)), (one for one in screened.done if one.entry == entry)
    described = record["blobs"]["signed_maps"]
    maps = spoil(np.frombuffer(done.blobs[described["sha256"]], np.float16).reshape(described["shape"]))
    described["shape"] = list(maps.shape)
    blobs = dict(done.blobs) | {described["sha256"]: maps.tobytes()}
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=blobs.get)
    assert len(found.differences) == 1
    assert found.differences[0].field.startswith(field)


def test_another_file_is_refused_and_a_copy_with_another_header_is_told_apart(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    with pytest.raises(CannotReplay, match=r"is not the file of entry \d+: its SHA-256 differs\. Name"):
        replay(entry, phantom_folder / "plain.dcm", pool=workers, blob=_NONE.get)
    with pytest.raises(CannotReplay, match="its SHA-256 differs"):
        replay(entry, phantom_folder / "notes.txt", pool=workers, blob=_NONE.get)
    twin = dcmread(phantom_folder / "marked.dcm")
    twin.PatientID = "another"
    twin.save_as(tmp_path / "twin.dcm")
    with pytest.raises(CannotReplay, match="Its pixels are the same"):
        replay(entry, tmp_path / "twin.dcm", pool=workers, blob=_NONE.get)
    with pytest.raises(CannotReplay, match=r"cannot be read: There is no such file"):
        replay(entry, tmp_path / "missing.dcm", pool=workers, blob=_NONE.get)


def test_a_file_that_now_decodes_to_other_pixels_is_not_confirmed(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    record = json.loads(json.dumps(entry.record))
    record["radiograph"]["pixel_sha256"] = "0" * 64
    found = replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)
    assert not found.passed
    assert "radiograph.pixel_sha256" in {each.field for each in found.differences}


def test_the_record_s_own_parameters_are_used(screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path) -> None:
    wanted = replace(CHEAPEST, seed=7, hot_spot_share=0.5)
    (done,) = screen([phantom_folder / "marked.dcm"], workers, tmp_path / "audit.db", parameters=wanted, classifier="teaching")
    assert _replayed(tmp_path / "audit.db", done.entry.seq, done.path, workers).passed


@pytest.mark.parametrize("part", ["classifier", "anatomy", "film_check"])
def test_other_weights_are_refused_before_anything_is_computed(entry: Stored, phantom_folder: Path, scripted: Any, part: str) -> None:
    record = json.loads(json.dumps(entry.record))
    record[part]["weights_sha256"] = "ab" * 32
    with pytest.raises(CannotReplay, match=f"other weights of the {part.replace('_', ' ')} \\(abababababab…\\)"):
        replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert scripted.screened_batches() == []


def test_an_entry_is_not_replayed_by_another_table_of_allowed_places(
    entry: Stored, phantom_folder: Path, scripted: Any, wider_table: Path
) -> None:
    with pytest.raises(CannotReplay, match=r"by another table of allowed places \([0-9a-f]{12}…\) than this one"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get, regions=wider_table)
    assert scripted.screened_batches() == []


def _answering(kind: Task, ending: Callable[[int], Outcome]) -> Callable[[Request], Outcome | None]:
    return lambda request: ending(request.id) if request.kind is kind else None


@pytest.mark.parametrize("kind", [Task.READ, Task.DESCRIBE, Task.SCREEN])
def test_a_worker_that_fails_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: Task) -> None:
    scripted.script = _answering(kind, lambda number: Failed(number, "There was not enough memory for this film."))
    with pytest.raises(CannotReplay, match="not enough memory"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_a_classifier_that_is_not_here_is_told(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    record = entry.record | {"classifier": entry.record["classifier"] | {"name": "other"}}
    with pytest.raises(CannotReplay, match="no classifier of this name"):
        replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=_NONE.get)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"parameters": {"speed": 1}}, "parameters that this version does not know"),
     ({"parameters_sha256": "0" * 64}, "do not have the hash"),
     ({"radiograph": None}, "holds no hash of a file")],
)  # fmt: skip
def test_a_record_that_cannot_be_computed_anew_is_told(
    entry: Stored, phantom_folder: Path, scripted: Any, change: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CannotReplay, match=sentence):
        replay(replace(entry, record=entry.record | change), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


@pytest.mark.parametrize("kind", ["failed", "certificate"])
def test_an_entry_of_another_kind_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: str) -> None:
    with pytest.raises(CannotReplay, match=f"is of the kind '{kind}'"):
        replay(replace(entry, kind=kind), phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)


def test_a_network_on_another_device_that_decides_the_same_passes(
    entry: Stored, phantom_folder: Path, scripted: Any, screenings: tuple[Screening, ...]
) -> None:
    moved = replace(screenings[0], classifier=replace(screenings[0].classifier, device="cuda:0"))
    first = replace(moved.findings[0], logit=moved.findings[0].logit + 0.001)
    moved = replace(moved, findings=(first, *moved.findings[1:]))
    scripted.script = _answering(Task.SCREEN, lambda number: Result(number, (moved,)))
    found = replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert (found.passed, found.same_device) == (True, False)
    assert [each.field for each in found.differences] == ["findings[0].logit"]
    assert "on another device: the decisions are the same; 1 values differ" in replay_record(entry, found)["sentence"]


def test_a_setting_is_asked_for_the_record_s_own_classifier(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    scripted.script = _answering(Task.DESCRIBE, lambda number: Result(number, Setting("0" * 64, "0" * 64, "0" * 64, "0" * 64)))
    with pytest.raises(CannotReplay, match="other weights"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=_NONE.get)
    assert [request.payload.classifier for request in scripted.asked if request.kind is Task.DESCRIBE] == ["embedded"]


def test_a_film_of_the_record_under_another_name_is_the_film(
    screened: Any, entry: Stored, phantom_folder: Path, workers: InlineWorkers, tmp_path: Path
) -> None:
    moved = Path(shutil.copy(phantom_folder / "marked.dcm", tmp_path / "moved"))
    assert _replayed(screened.log, entry.seq, moved, workers).passed
