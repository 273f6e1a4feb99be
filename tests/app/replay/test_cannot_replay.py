"""What cannot be replayed, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.replay.replay import CannotReplay, replay
from app.site.keys import patient_key
from app.workers.inline import InlineWorkers
from app.workers.messages import Failed, Request, Result, Task
from audit.log.store import Stored
from audit.records.film import FilmRecord
from audit.records.fingerprint import digest_of
from models.networks.library import embedded
from models.values.screening import Screening
from tests.app.replay.entries import NO_BLOBS, answering, with_method


@pytest.mark.parametrize("kind", [Task.READ, Task.LOAD_METHOD, Task.SCREEN])
def test_a_worker_that_fails_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: Task) -> None:
    scripted.script = answering(kind, lambda number: Failed(number, "There was not enough memory for this film."))
    with pytest.raises(CannotReplay, match="not enough memory"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)


def test_a_film_is_read_with_the_key_by_which_a_reference_leaves_its_patient_out(
    entry: Stored, phantom_folder: Path, scripted: Any
) -> None:
    keys = []

    def script(request: Request) -> None:
        keys.extend([request.payload.patient_key] if request.kind is Task.READ else [])

    scripted.script = script
    replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert keys == [patient_key()]


def test_a_network_that_gives_no_finite_score_is_refused(
    entry: Stored, phantom_folder: Path, scripted: Any, screenings: tuple[Screening, ...]
) -> None:
    findings = tuple(replace(finding, logit=float("nan")) for finding in screenings[0].findings)
    broken = (replace(screenings[0], findings=findings),)
    scripted.script = answering(Task.SCREEN, lambda number: Result(number, broken))
    with pytest.raises(CannotReplay, match="no finite score"):
        replay(entry, phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)


def test_a_classifier_that_is_not_here_is_told(entry: Stored, phantom_folder: Path, workers: InlineWorkers) -> None:
    assert entry.film.classifier is not None
    record = replace(entry.film, classifier=replace(entry.film.classifier, name="other"))
    with pytest.raises(CannotReplay, match="no classifier of this name"):
        replay(replace(entry, record=record), phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)


@pytest.mark.parametrize("name", ["lungs", "film-check"])
def test_a_network_of_another_role_is_never_run_as_the_classifier(
    entry: Stored, phantom_folder: Path, workers: InlineWorkers, name: str
) -> None:
    assert entry.film.classifier is not None
    forged = with_method(entry, networks=entry.film.method.networks | {"classifier": embedded(name).weights_sha256}, manifests={})
    forged = replace(forged, record=replace(forged.film, classifier=replace(entry.film.classifier, name=name)))
    with pytest.raises(CannotReplay, match="no classifier of this name"):
        replay(forged, phantom_folder / "marked.dcm", pool=workers, blob=NO_BLOBS.get)


_UNKNOWN = {"speed": 1}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"parameters": _UNKNOWN, "parameters_sha256": digest_of(_UNKNOWN)}, "parameters that this version does not know"),
     ({"parameters": _UNKNOWN}, "do not have the hash"),
     ({"parameters_sha256": "0" * 64}, "do not have the hash")],
)  # fmt: skip
def test_an_entry_of_other_parameters_is_told(
    entry: Stored, phantom_folder: Path, scripted: Any, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(CannotReplay, match=sentence):
        replay(with_method(entry, **changes), phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
    assert scripted.asked == []


def test_an_entry_of_no_film_that_is_known_is_told(entry: Stored, phantom_folder: Path, scripted: Any) -> None:
    unknown = FilmRecord(status="refused", code="not_found", reason="There is none.", seconds=entry.film.seconds, method=entry.film.method)
    with pytest.raises(CannotReplay, match="holds no hash of a file"):
        replay(replace(entry, kind="refused", record=unknown), phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)


@pytest.mark.parametrize("kind", ["failed", "certificate"])
def test_an_entry_of_another_kind_is_told(entry: Stored, phantom_folder: Path, scripted: Any, kind: str) -> None:
    with pytest.raises(CannotReplay, match=f"is of the kind '{kind}'"):
        replay(replace(entry, kind=kind), phantom_folder / "marked.dcm", pool=scripted, blob=NO_BLOBS.get)
