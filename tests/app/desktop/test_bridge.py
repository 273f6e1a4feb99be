"""What the window asks and gives up goes to the workers; what stopped a screening reaches the person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.bridge import Bridge
from app.run.request import CannotScreen, RunRequest
from app.workers.job import Job
from app.workers.messages import Cancelled, Request, Result, Task
from audit.log.errors import LogUnavailable, NoKey
from audit.log.verify.verify import verify
from models.values.progress import Progress


class _Waiting:
    """Workers that begin nothing; what is cancelled ends at once."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        self.jobs.append(Job(Request(len(self.jobs) + 1, kind, payload)))
        return self.jobs[-1]

    def cancel(self, job: Job) -> None:
        job.end(Cancelled(job.request.id))

    def warm_up(self) -> None:
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
