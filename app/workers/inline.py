"""The same workers without processes: each request is done where and when it is asked. For tests."""

from __future__ import annotations

import itertools
from typing import Any

from app.workers.engine import make_engine
from app.workers.job import Job
from app.workers.messages import Request, Task
from app.workers.reader import HANDLERS as READER_TASKS
from app.workers.reader import make_reader
from app.workers.tasks.load_method import LoadMethod
from app.workers.worker import Handler, answer


class InlineWorkers:
    """Readers and engine in the caller's own thread, on the CPU."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._reader: Handler = make_reader()
        self._engine: Handler = make_engine("cpu", None)

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        """Do what is asked; the job has ended when this returns."""
        job = Job(Request(next(self._ids), kind, payload))
        handle = self._reader if kind in READER_TASKS else self._engine
        job.end(answer(job.request, handle, tell=job.hear, stopped=lambda: False))
        return job

    def cancel(self, job: Job) -> None:
        """Do nothing: every job has ended already."""

    def warm_up(self, method: LoadMethod | None = None) -> None:
        """Do nothing: the networks are loaded when first asked for."""

    def window_in_use(self, in_use: bool) -> None:
        """Do nothing: there is no other process."""

    def close(self) -> None:
        """Do nothing."""
