"""A request under way, and what every pool of workers can do, in processes or inline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, Protocol

from app.workers.messages import Interim, Outcome, Request, Task
from app.workers.tasks.load_method import LoadMethod


class Job:
    """A request under way.

    Attributes:
        request: What was asked.
        urgent: Whether the person in front of the screen asked it.
        ending: Resolved with the Outcome; it never carries an exception.
        attempts: How often a worker was given it; a request that a worker died over is given to the next one once.
        unwanted: It was cancelled while it ran; then it is not given to another worker.
    """

    def __init__(self, request: Request, *, urgent: bool = False) -> None:
        self.request, self.urgent = request, urgent
        self.ending: Future[Outcome] = Future()
        self.attempts = 0
        self.unwanted = False
        self._heard: SimpleQueue[Interim | Outcome] = SimpleQueue()
        self._tell: Callable[[Interim | Outcome], None] = self._heard.put
        self._lock = threading.Lock()

    def result(self, timeout: float | None = None) -> Outcome:
        """Wait for the ending."""
        return self.ending.result(timeout)

    def answers(self) -> Iterator[Interim | Outcome]:
        """Wait for each Progressed and PartialResult, and at last the Outcome; for one listener."""
        while True:
            answer = self._heard.get()
            yield answer
            if not isinstance(answer, Interim):
                return

    def listen(self, tell: Callable[[Interim | Outcome], None]) -> None:
        """Have each answer told in its order, also those that came before; for one listener, which must neither wait nor fail."""
        with self._lock:
            while not self._heard.empty():
                tell(self._heard.get())
            self._tell = tell

    def hear(self, answer: Interim) -> None:
        """Take in what comes before the Outcome."""
        with self._lock:
            self._tell(answer)

    def end(self, ending: Outcome) -> None:
        """Take in the Outcome."""
        with self._lock:
            self._tell(ending)
        self.ending.set_result(ending)


class Workers(Protocol):
    """Something that does what is asked: the pool of processes, or the same workers inline."""

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        """Ask something; returns at once or, inline, when it is done."""
        ...

    def cancel(self, job: Job) -> None:
        """Stop a request; its ending is then Cancelled."""
        ...

    def warm_up(self, method: LoadMethod | None = None) -> None:
        """Get ready before something is asked, also to screen by a method."""
        ...

    def window_in_use(self, in_use: bool) -> None:
        """Leave some of the cores to the window, or take all again."""
        ...

    def close(self) -> None:
        """Stop all workers."""
        ...
