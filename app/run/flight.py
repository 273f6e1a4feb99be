"""Requests under way of one run, heard as they are answered, whichever is first."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from app.workers.job import Job, Workers
from app.workers.messages import Interim, Outcome, Task
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class Read:
    """A film that was read."""

    path: Path
    film: Radiograph
    seconds: float


@dataclass(frozen=True)
class Loading:
    """The method is loaded."""


@dataclass(frozen=True)
class Hashing:
    """A file is hashed."""

    path: Path


@dataclass(frozen=True)
class Reading:
    """A file is read."""

    path: Path


@dataclass(frozen=True)
class Screening:
    """A batch is screened."""

    batch: tuple[Read, ...]


Doing = Loading | Hashing | Reading | Screening


class Flight:
    """What one run has asked and not been answered.

    Args:
        pool: Of whom it is asked.
    """

    def __init__(self, pool: Workers) -> None:
        self._pool = pool
        self._jobs: dict[int, tuple[Job, Doing]] = {}
        self._heard: SimpleQueue[tuple[int, Interim | Outcome]] = SimpleQueue()

    def ask(self, kind: Task, payload: Any, doing: Doing) -> None:
        """Ask something; ``doing`` comes back with each answer."""
        job = self._pool.submit(kind, payload)
        number, heard = job.request.id, self._heard
        self._jobs[number] = (job, doing)
        job.listen(lambda answer: heard.put((number, answer)))

    def count(self, kind: type[Doing]) -> int:
        """Return how many requests of a kind are under way."""
        return sum(isinstance(doing, kind) for _, doing in self._jobs.values())

    def __bool__(self) -> bool:
        return bool(self._jobs)

    @property
    def has_heard(self) -> bool:
        """Whether an answer is there, so that nobody waits for one."""
        return not self._heard.empty()

    def hear(self) -> tuple[Doing, Interim | Outcome]:
        """Wait for the next answer."""
        number, answer = self._heard.get()
        if isinstance(answer, Interim):
            return self._jobs[number][1], answer
        return self._jobs.pop(number)[1], answer

    def cancel(self) -> None:
        """Stop everything under way."""
        for job, _ in self._jobs.values():
            self._pool.cancel(job)
