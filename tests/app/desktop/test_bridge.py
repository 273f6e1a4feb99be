"""What the window asks and gives up goes to the workers; what stopped a screening reaches the person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.bridge import Bridge
from app.desktop.film.news import FilmDone, News
from app.run.events import Event, FilmRecorded
from app.run.request import CannotScreen, RunRequest
from app.workers.job import Job
from app.workers.messages import Cancelled, Request, Result, Task
from app.workers.tasks.load_method import LoadMethod
from audit.log.errors import LogUnavailable, NoKey
from audit.log.store import EntryKind, Log, Stored
from audit.log.verify.verify import verify
from audit.records.events import ExportedRecord
from models.values.progress import Progress
from tests.app.desktop.records import entry, film


class _Waiting:
    """Workers that begin nothing; what is cancelled ends at once."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.warmed: list[LoadMethod | None] = []

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        self.jobs.append(Job(Request(len(self.jobs) + 1, kind, payload)))
        return self.jobs[-1]

    def cancel(self, job: Job) -> None:
        job.end(Cancelled(job.request.id))

    def warm_up(self, method: LoadMethod | None = None) -> None:
        self.warmed.append(method)

    def window_in_use(self, in_use: bool) -> None:
        pass

    def close(self) -> None:
        pass


def test_what_is_withdrawn_is_cancelled_and_nothing_else(qtbot: QtBot, tmp_path: Path) -> None:
    workers = _Waiting()
    bridge = Bridge(tmp_path / "audit.db", RunRequest(), lambda: workers)
    try:
        first, second = bridge.ask(Task.READ, "one"), bridge.ask(Task.READ, "two")
        bridge.withdraw(first)
        bridge.withdraw(99)
        assert [job.ending.done() for job in workers.jobs] == [True, False]
        with qtbot.waitSignal(bridge.answered, check_params_cb=lambda number, outcome: number == second and isinstance(outcome, Result)):
            workers.jobs[1].end(Result(2, "found"))
    finally:
        bridge.close()


@pytest.mark.parametrize(("regions", "loads"), [(None, True), (Path("none.csv"), False)])
def test_workers_get_ready_for_the_method_and_without_one_that_cannot_be_used(
    qtbot: QtBot, tmp_path: Path, regions: Path | None, loads: bool
) -> None:
    workers, order = _Waiting(), RunRequest(classifier="teaching", regions=regions)
    bridge = Bridge(tmp_path / "audit.db", order, lambda: workers)
    try:
        qtbot.waitUntil(lambda: bool(workers.warmed))
    finally:
        bridge.close()
    assert workers.warmed == [order.method() if loads else None]


class _Screening:
    """A screening that records nothing and then stops, as ``screen_films``."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error

    def __call__(self, *_: object, **__: object) -> Iterator[Progress]:
        yield Progress(0, 1, "reading")
        if self._error:
            raise self._error


def _stopped(qtbot: QtBot, log: Path) -> str:
    """Screen something, and return the sentence that reaches the person."""
    bridge = Bridge(log, RunRequest(), _Waiting)
    try:
        with qtbot.waitSignal(bridge.stopped) as stopped:
            bridge.screen([Path("a.dcm")])
        sentence, _ = stopped.args
        assert isinstance(sentence, str)
        return sentence
    finally:
        bridge.close()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (LogUnavailable("The disk is full; nothing was written."), "The disk is full; nothing was written. There is no key."),
        (OSError(5, "Input/output error"), "The work stopped: Input/output error. What stands in the log is kept. There is no key."),
        (None, "There is no key."),
    ],
)
def test_the_error_that_stopped_a_run_is_not_hidden_by_a_checkpoint_that_fails_after_it(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None, expected: str
) -> None:
    def no_checkpoint(*_: object, **__: object) -> None:
        raise NoKey("There is no key.")

    monkeypatch.setattr("app.desktop.bridge.screen_films", _Screening(error))
    monkeypatch.setattr("app.desktop.bridge.Log.checkpoint", no_checkpoint)
    assert _stopped(qtbot, tmp_path / "audit.db") == expected


def test_a_defect_in_the_checkpoint_does_not_hide_the_error_either(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.desktop.bridge.screen_films", _Screening(CannotScreen("There is no such classifier.")))
    monkeypatch.setattr("app.desktop.bridge.Log.head", broken)
    sentence = _stopped(qtbot, tmp_path / "audit.db")
    assert sentence.startswith("There is no such classifier. A defect in the program (ZeroDivisionError)")


class _ManySteps:
    """A screening that says how far it is a thousand times, as ``screen_films``; a film is recorded on the way."""

    def __init__(self, entry: Stored) -> None:
        self._entry = entry

    def __call__(self, paths: Sequence[Path], *_: object, **__: object) -> Iterator[Event]:
        for number in range(1000):
            yield Progress(number, 1000, "reading")
            if number % 100 == 50:
                yield FilmRecorded(paths[0], self._entry, already_recorded=True, film=None)


def test_of_progress_the_window_learns_the_last_and_of_recorded_films_every_one(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.desktop.bridge.screen_films", _ManySteps(entry(film())))
    bridge = Bridge(tmp_path / "audit.db", RunRequest(), _Waiting)
    told: list[News] = []
    bridge.stepped.connect(told.append)
    try:
        with qtbot.waitSignal(bridge.stopped):
            bridge.screen([Path("a.dcm")])
    finally:
        bridge.close()
    progress = [one for one in told if isinstance(one, Progress)]
    assert sum(isinstance(one, FilmDone) for one in told) == 10
    assert progress[-1] == Progress(999, 1000, "reading")
    assert len(progress) < 100


def test_an_entry_is_loaded_with_the_number_that_it_was_asked_by(qtbot: QtBot, ready_log: Path) -> None:
    bridge = Bridge(ready_log, RunRequest(), _Waiting)
    try:
        with qtbot.waitSignal(bridge.loaded) as loaded:
            number = bridge.load(2)
    finally:
        bridge.close()
    assert loaded.args[0] == number
    assert loaded.args[1].entry.seq == 2


def test_after_an_error_what_was_recorded_is_signed_and_the_head_is_shown(
    qtbot: QtBot, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.desktop.bridge.screen_films", _Screening(OSError(5, "Input/output error")))
    bridge = Bridge(ready_log, RunRequest(), _Waiting)
    heads: list[int] = []
    bridge.headed.connect(lambda seq, _: heads.append(seq))
    try:
        with qtbot.waitSignal(bridge.stopped) as stopped:
            bridge.screen([Path("a.dcm")])
    finally:
        bridge.close()
    assert stopped.args[0] == "The work stopped: Input/output error. What stands in the log is kept."
    assert len(heads) == 2
    found = verify(ready_log)
    assert (found.damage, found.entries) == (None, heads[-1])


class _NotesOnTheWay:
    """A screening on whose way a picture is saved, as ``screen_films``; it looks at the log after its first step."""

    def __init__(self, log: Path) -> None:
        self._log, self.found = log, [0, 0]
        self.bridge: Bridge | None = None

    def __call__(self, *_: object, **__: object) -> Iterator[Progress]:
        assert self.bridge
        self.found[0] = verify(self._log).entries
        self.bridge.note_picture("f" * 64, None)
        yield Progress(0, 1, "reading")
        self.found[1] = verify(self._log).entries


def test_a_picture_that_leaves_the_program_is_an_entry_also_while_films_are_screened(
    qtbot: QtBot, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screening = _NotesOnTheWay(ready_log)
    monkeypatch.setattr("app.desktop.bridge.screen_films", screening)
    screening.bridge = bridge = Bridge(ready_log, RunRequest(), _Waiting)
    try:
        with qtbot.waitSignal(bridge.headed):
            pass
        with qtbot.waitSignal(bridge.headed) as headed:
            bridge.note_picture("e" * 64, 2)
        with qtbot.waitSignal(bridge.stopped):
            bridge.screen([Path("a.dcm")])
    finally:
        bridge.close()
    assert screening.found[1] == screening.found[0] + 1
    with Log(ready_log, writing=False) as log:
        first, second = log.entries(kinds=[EntryKind.EXPORTED])
    assert first.seq == headed.args[0]
    assert isinstance(first.record, ExportedRecord)
    assert first.record.sentence == "A picture of what is seen of the film of entry 2 was saved."
    assert (first.record.format, first.record.sha256, first.record.head.seq) == ("png", "e" * 64, first.seq - 1)
    assert isinstance(second.record, ExportedRecord)
    assert second.record.sentence == "A picture of what is seen of a film that has no entry was saved."
    assert verify(ready_log).damage is None


def test_a_picture_without_its_entry_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    bridge = Bridge(tmp_path / "audit.db", RunRequest(), _Waiting)
    try:
        with qtbot.waitSignal(bridge.unnoted) as unnoted:
            bridge.note_picture("e" * 64, None)
    finally:
        bridge.close()
    assert str(unnoted.args[0]).startswith("This export is not in the log. ")
