"""Films between a first and a second look: donors are sent once, and a file that was changed meanwhile is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pydicom
import pytest
from rich.progress import Progress

from app.cli.models.two_looks import FirstLook, TwoLooks
from app.site.references import made_with_here
from app.workers.inline import InlineWorkers
from app.workers.job import Job
from app.workers.messages import Task
from app.workers.tasks.control_places import FillControlPlaces
from models.attention.reference.films import Films
from models.challenge.calibration.bank import without_controls
from models.challenge.calibration.calibration import Calibration
from models.networks.library import embedded


class _Heard(InlineWorkers):
    """Writes down with which requests donors travelled; loses them when told, as an engine that was started anew."""

    def __init__(self, workers: InlineWorkers) -> None:
        self._workers, self.with_donors, self.forgets = workers, list[bool](), False

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        if isinstance(payload, FillControlPlaces):
            self.with_donors.append(payload.calibration is not None)
            if self.forgets and payload.calibration is None:
                self.forgets, payload = False, replace(payload, lent="another")
        return self._workers.submit(kind, payload, urgent=urgent)


@pytest.fixture
def films(phantom_folder: Path, tmp_path: Path) -> list[Path]:
    """Two phantoms of two patients."""
    shutil.copy(phantom_folder / "plain.dcm", tmp_path / "a.dcm")
    _other_film(phantom_folder / "marked.dcm", tmp_path / "b.dcm", "somebody else")
    return [tmp_path / "a.dcm", tmp_path / "b.dcm"]


def _other_film(source: Path, file: Path, patient: str) -> None:
    film = pydicom.dcmread(source)
    film.PatientID = patient
    film.save_as(file)


@pytest.fixture
def heard(workers: InlineWorkers) -> _Heard:
    return _Heard(workers)


@pytest.fixture
def looks(heard: _Heard) -> TwoLooks:
    return TwoLooks("teaching", None, b"key", heard, Progress(disable=True))


def _filling(first: FirstLook) -> Calibration:
    return without_controls(made_with_here(embedded("teaching").weights_sha256, None), first.donors, Films.joined(first.parts).logits)


def test_donors_are_sent_once(films: list[Path], heard: _Heard, looks: TwoLooks) -> None:
    first = looks.first(films)
    assert (first.paths, len(first.donors)) == (tuple(films), 2)
    found = looks.second(first.paths, _filling(first))
    assert list(found) == films
    assert heard.with_donors == [False, True, False]
    for part, look in zip(first.parts, found.values(), strict=True):
        assert set(look.places.patients.tolist()) <= set(part.patients.tolist())
        assert len(look.films) == 1


def test_donors_are_sent_again_to_an_engine_that_was_started_anew(films: list[Path], heard: _Heard, looks: TwoLooks) -> None:
    first = looks.first(films)
    filling = _filling(first)
    looks.second(films[:1], filling)
    heard.with_donors.clear()
    heard.forgets = True
    assert list(looks.second(films[:1], filling)) == films[:1]
    assert heard.with_donors == [False, True]


def test_a_file_that_was_changed_meanwhile_is_left_out(films: list[Path], looks: TwoLooks, capsys: pytest.CaptureFixture[str]) -> None:
    first = looks.first(films)
    film = pydicom.dcmread(films[1])
    pixels = film.pixel_array.copy()
    pixels[:8, :8] = 0
    film.PixelData = pixels.tobytes()
    film.save_as(films[1])
    assert list(looks.second(first.paths, _filling(first))) == films[:1]
    assert "b.dcm: left out. The file was changed since it was first looked at" in capsys.readouterr().out
