"""Several methods in one log: each finds its own entries again, by its fingerprint, and a run has one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import resources
from app.run.events import FilmRecorded
from app.run.request import CannotScreen
from app.site.references import own_reference
from app.workers.engine import make_engine
from app.workers.inline import InlineWorkers
from app.workers.job import Job
from app.workers.messages import Refused, Result, Task
from audit.log.store import Log
from audit.log.verify.verify import verify
from audit.records.method import MethodRecord
from models.values.parameters import CHEAPEST

Screen = Callable[..., list[FilmRecorded]]
_LOG = "audit.db"


@pytest.mark.parametrize("part", ["parameters", "regions", "classifier", "operating_point"])
def test_a_method_finds_its_own_entries_again_after_another_one(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, wider_table: Path, part: str
) -> None:
    """A, B, A, B: the first run of each screens, the second finds what the first recorded, maps included."""
    other = {"parameters": replace(CHEAPEST, seed=2), "regions": wider_table, "classifier": "teaching", "operating_point": "balanced"}[part]
    methods: list[dict[str, Any]] = [{}, {part: other}]
    film, log = [phantom_folder / "plain.dcm"], tmp_path / _LOG
    (one,), (two,) = (screen(film, workers, log, **method) for method in methods)
    assert [(done.already_recorded, done.entry.kind, done.entry.seq) for done in (one, two)] == [
        (False, "screened", 1), (False, "screened", 2),
    ]  # fmt: skip
    assert one.entry.film.method.fingerprint != two.entry.film.method.fingerprint
    (again,), (as_well,) = (screen(film, workers, log, **method) for method in methods)
    assert [(done.already_recorded, done.entry) for done in (again, as_well)] == [(True, one.entry), (True, two.entry)]
    with Log(log, writing=False) as opened:
        assert all(opened.blob(name) == data for done in (one, two) for name, data in done.blobs.items())
    assert (verify(log, deep=True).entries, verify(log, deep=True).damage) == (2, None)


def test_the_log_holds_the_fingerprint_of_the_method_of_the_run(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path, method: MethodRecord
) -> None:
    done = screen(sorted(phantom_folder.iterdir()), scripted, tmp_path / _LOG)
    assert [one.entry.film.method for one in done] == [method] * len(done)
    (asked,) = (request.payload for request in scripted.asked if request.kind is Task.SCREEN)
    assert asked.fingerprint == method.fingerprint
    (load,) = (request.payload for request in scripted.asked if request.kind is Task.LOAD_METHOD)
    assert asked.load == load
    with Log(tmp_path / _LOG, writing=False) as log:
        header = next(one.film.header for one in done if one.film)
        found = log.recorded(
            pixel_sha256=header.pixel_sha256, file_sha256=header.file_sha256, patient_digest=header.patient_digest,
            fingerprint=asked.fingerprint,
        )  # fmt: skip
        assert found is not None
        assert found.film.method.fingerprint == asked.fingerprint


def test_a_film_that_was_refused_by_a_method_is_looked_at_anew_by_another_one(
    screen: Screen, workers: InlineWorkers, films: list[Any], tmp_path: Path
) -> None:
    Image.fromarray((np.rot90(films[1].pixels, 2) * 255).astype(np.uint8)).save(tmp_path / "rotated.png")
    film, other = [tmp_path / "rotated.png"], replace(CHEAPEST, seed=2)
    runs = [screen(film, workers, tmp_path / _LOG, parameters=parameters) for parameters in (CHEAPEST, other, CHEAPEST, other)]
    assert [(done.entry.kind, done.already_recorded, done.entry.seq) for (done,) in runs] == [
        ("refused", False, 1), ("refused", False, 2), ("refused", True, 1), ("refused", True, 2),
    ]  # fmt: skip


def test_a_file_that_is_no_film_is_none_by_whatever_method(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path
) -> None:
    runs = [screen([phantom_folder / "notes.dcm"], workers, tmp_path / _LOG, parameters=replace(CHEAPEST, seed=seed)) for seed in (1, 2)]
    assert [(done.already_recorded, done.entry.seq) for (done,) in runs] == [(False, 1), (True, 1)]


class _StartedAnew(InlineWorkers):
    """The engine dies before each batch, and another one takes over; meanwhile something may happen."""

    def __init__(self, meanwhile: Callable[[int], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile
        self.batches = 0

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        if kind is Task.SCREEN:
            self.batches += 1
            self._meanwhile(self.batches)
            self._engine = make_engine("cpu", None)
        return super().submit(kind, payload, urgent=urgent)


def _replace_reference(method: MethodRecord) -> None:
    """Give this person a reference of his own: the same films, in another file."""
    assert method.regions_sha256 is not None
    own = own_reference(method.networks["classifier"], method.regions_sha256)
    own.parent.mkdir(parents=True)
    with np.load(resources.path("references/embedded.npz")) as shipped:
        np.savez(own, **dict(shipped))


def test_an_engine_that_was_started_anew_goes_on_by_the_same_method(
    screen: Screen, phantom_folder: Path, tmp_path: Path, method: MethodRecord
) -> None:
    anew = _StartedAnew(lambda batch: None)
    done = screen([phantom_folder / name for name in ("plain.dcm", "marked.dcm")], anew, tmp_path / _LOG, batch_size=1)
    assert anew.batches == 2
    assert [one.entry.kind for one in done] == ["screened", "screened"]
    assert [one.entry.film.method for one in done] == [method] * len(done)


def test_a_method_that_changed_meanwhile_ends_the_run_and_spoils_no_film(
    screen: Screen, workers: InlineWorkers, phantom_folder: Path, tmp_path: Path, method: MethodRecord
) -> None:
    """As when the engine died after a reference was built anew: what was recorded stands, the rest is asked for again."""
    paths = [phantom_folder / name for name in ("plain.dcm", "marked.dcm")]
    anew = _StartedAnew(lambda batch: _replace_reference(method) if batch == 2 else None)
    with pytest.raises(CannotScreen, match=r"^The method changed while films were screened: .* Start again\.$"):
        screen(paths, anew, tmp_path / _LOG, batch_size=1)
    with Log(tmp_path / _LOG, writing=False) as log:
        (entry,) = log.entries()
    assert (entry.kind, entry.film.method) == ("screened", method)
    done = screen(paths, workers, tmp_path / _LOG)
    assert [(one.already_recorded, one.entry.kind) for one in done] == [(False, "screened")] * 2
    assert {one.entry.film.method.fingerprint for one in done}.isdisjoint({method.fingerprint})
    assert {one.entry.film.method.reference_sha256 for one in done}.isdisjoint({method.reference_sha256, None})


@pytest.mark.parametrize(
    ("code", "sentence"), [("method_changed", "The method changed. Start again."), ("unusable_reference", "The reference is damaged.")]
)
def test_what_an_engine_refuses_ends_the_run_and_is_no_film_s_entry(
    screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path, code: str, sentence: str
) -> None:
    scripted.script = lambda request: Refused(request.id, code, sentence) if request.kind is Task.SCREEN else None
    with pytest.raises(CannotScreen, match=sentence):
        screen([phantom_folder / name for name in ("plain.dcm", "marked.dcm")], scripted, tmp_path / _LOG, batch_size=2)
    assert scripted.screened_batches() == [2]
    assert verify(tmp_path / _LOG).entries == 0


def test_a_method_is_loaded_once_a_run(screen: Screen, scripted: Any, phantom_folder: Path, tmp_path: Path) -> None:
    loaded = []

    def script(request: Any) -> Result | None:
        loaded.extend([request] if request.kind is Task.LOAD_METHOD else [])
        return None

    scripted.script = script
    screen([phantom_folder / name for name in ("plain.dcm", "marked.dcm")], scripted, tmp_path / _LOG, batch_size=1)
    assert (len(loaded), scripted.screened_batches()) == (1, [1, 1])
