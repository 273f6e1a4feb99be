"""What the window asks and gives up goes to the workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from app.desktop.bridge import Bridge
from app.run.request import RunRequest
from app.workers.job import Job
from app.workers.messages import Cancelled, Request, Result, Task


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
        with qtbot.waitSignal(bridge.answered, check_params_cb=lambda number, ending: number == second and isinstance(ending, Result)):
            workers.jobs[1].end(Result(2, "found"))
    finally:
        bridge.close()
