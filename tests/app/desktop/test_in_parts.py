"""What a person sees of a film while it is screened: the film, then scores and maps, then its entry."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.view import Overlay
from app.run.events import Event, FilmRead, FilmRecorded, FilmScored
from app.run.request import RunRequest
from app.workers.job import Job
from app.workers.messages import Request, Task
from app.workers.tasks.load_method import LoadMethod
from audit.log.store import EntryKind, Log


class Silent:
    """Workers that never answer: the film can only come from the run."""

    def submit(self, kind: Task, payload: object, *, urgent: bool = False) -> Job:
        return Job(Request(1, kind, payload))

    def cancel(self, job: Job) -> None:
        """Do nothing."""

    def warm_up(self, method: LoadMethod | None = None) -> None:
        """Do nothing."""

    def window_in_use(self, in_use: bool) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class InParts:
    """Tells of a real screening part by part, each when the test says so."""

    def __init__(self, done: FilmRecorded, read: FilmRead) -> None:
        self._done, self._read = done, read
        self.go_on = threading.Semaphore(0)
        self.request: RunRequest | None = None

    def __call__(self, paths: Sequence[Path], request: RunRequest, *, log: Log, **_: object) -> Iterator[Event]:
        self.request = request
        (path,) = paths
        record = self._done.entry.film
        without = {"tests": (), "challenged": None, "verdict": None, "verdict_sentence": None, "deciding_region": None, "scope": None}
        findings = tuple(replace(finding, **without) for finding in record.findings or ())
        scored = replace(record, findings=findings, regions=(), challenges=(), not_run=(), verdict=None)
        self.go_on.acquire()
        yield FilmRead(path, self._read.film)
        self.go_on.acquire()
        yield FilmScored(path, self._read.film, scored, self._done.blobs)
        self.go_on.acquire()
        entry = log.append(EntryKind.SCREENED, actor="reviewer", subject="0" * 64, record=record, blobs=self._done.blobs)
        yield FilmRecorded(path, entry, already_recorded=False, film=self._read.film, blobs=self._done.blobs)


@pytest.fixture
def run(steps: list[Event], monkeypatch: pytest.MonkeyPatch) -> InParts:
    done = next(step for step in steps if isinstance(step, FilmRecorded) and step.path.name == "marked.dcm")
    read = next(step for step in steps if isinstance(step, FilmRead) and step.path.name == "marked.dcm")
    made = InParts(done, read)
    monkeypatch.setattr("app.desktop.bridge.screen_films", made)
    return made


def test_a_film_is_shown_in_parts_and_what_is_not_recorded_says_so(
    run: InParts, qtbot: QtBot, phantom_folder: Path, tmp_path: Path
) -> None:
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.show()
    desk = Desk(window, tmp_path / "audit.db", RunRequest(), Silent)
    window.opened.emit([phantom_folder / "marked.dcm"])
    qtbot.waitUntil(lambda: window.viewer.film.message == "Reading…")

    run.go_on.release()
    qtbot.waitUntil(lambda: window.viewer.film.message == "")
    assert run.request is not None
    assert run.request.in_parts
    assert window.worklist.texts() == ["marked.dcm, In work"]
    assert window.review.findings.texts() == []

    run.go_on.release()
    qtbot.waitUntil(lambda: len(window.review.findings.texts()) == 14)
    assert window.review.detail.texts()["warnings"].startswith("Perturbation tests are under way; not yet recorded.")
    assert window.review.findings.texts()[0][-2:] == ["…", "…"]
    assert window.review.verdict.texts() == {}
    assert window.review.detail.record() == {}
    assert "head" not in window.status.texts()
    window.viewer.overlays.choose(Overlay.GRAD_CAM)
    assert window.viewer.colours.text() == "Grad-CAM"
    window.review.chosen.emit(2)
    title = window.review.detail.texts()["title"]
    window.viewer.film.actual_size()

    run.go_on.release()
    qtbot.waitUntil(lambda: "Entry" in window.review.detail.record())
    assert "not yet recorded" not in window.review.detail.texts().get("warnings", "")
    assert "…" not in window.review.findings.texts()[0]
    assert window.review.verdict.texts()["verdict"].startswith("This film: ")
    assert window.review.detail.texts()["title"] == title
    assert window.viewer.film.description().endswith("Zoom 100%")
    assert window.status.texts()["head"].startswith("Head: entry ")
    desk.close()
