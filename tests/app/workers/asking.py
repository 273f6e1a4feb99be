"""Asking workers, and waiting for what they do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from typing import Any

from app.workers.job import Job
from app.workers.messages import Progressed, Result, Task
from app.workers.pool import Pool

SOON = 60


def asked(pool: Pool, kind: Task, *payload: Any) -> Any:
    """Ask and return the result's value."""
    ending = pool.submit(kind, payload).result(SOON)
    assert isinstance(ending, Result), ending
    return ending.payload


def begun(job: Job) -> None:
    """Wait until a worker has begun."""
    assert isinstance(next(job.answers()), Progressed)


def wait_for(reached: Callable[[], bool]) -> None:
    """Wait for what another thread or process is about to do."""
    until = time.monotonic() + SOON
    while not reached():
        assert time.monotonic() < until
        time.sleep(0.005)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
