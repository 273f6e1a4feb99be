"""What the pool knows of each of its workers, and the requests that wait for those of a kind."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.workers.job import Job
from app.workers.process import WorkerProcess


class Queue:
    """Requests that wait; urgent ones first, then in order of asking."""

    def __init__(self) -> None:
        self._heap: list[tuple[bool, int, Job]] = []

    def put(self, job: Job, *, urgent: bool) -> None:
        """Have a request wait."""
        heapq.heappush(self._heap, (not urgent, job.request.id, job))

    def get(self) -> Job | None:
        """Take out the next one; None where none waits."""
        return heapq.heappop(self._heap)[2] if self._heap else None

    def take_out(self, id: int) -> Job | None:
        """Take one out by its number; None where it does not wait."""
        found = next((entry for entry in self._heap if entry[1] == id), None)
        if found:
            self._heap.remove(found)
            heapq.heapify(self._heap)
        return found[2] if found else None


@dataclass
class Place:
    """A place for a worker process. Only the pool's thread writes to it, job and process under the lock; any may want it."""

    target: Callable[..., Any]
    arguments: tuple[Any, ...]
    environment: dict[str, str]
    queue: Queue
    patience: float | None = None
    most_memory: int | None = None
    process: WorkerProcess | None = None
    wanted: bool = False
    ready: bool = False
    answered: bool = False
    job: Job | None = None
    since: float = 0.0
    asked_to_stop: bool = False

    def busy_with_the_first(self) -> bool:
        """Whether it starts, or works on the first thing that a person asks of it."""
        return self.process is not None and not (self.ready and (self.answered or self.job is None or not self.job.urgent))

    def due(self) -> float | None:
        """When its request has taken too long, on the monotonic clock; the time it takes to start does not count."""
        return self.since + self.patience if self.job and self.ready and self.patience is not None else None
