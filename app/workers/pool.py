"""The pool: spawned readers and engines, one request at a time each, restarted after a crash; the person's requests before the batch's."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from typing import Any, Self

from app.workers.courtesy import leave_cores
from app.workers.engine import make_engine
from app.workers.environment import engine_environment, reader_environment
from app.workers.job import Job
from app.workers.limits import shield_children, start_silent_tracker
from app.workers.messages import Cancel, Cancelled, Failed, Interim, Ready, Refused, Request, Task
from app.workers.place import Place, Queue
from app.workers.process import WorkerProcess
from app.workers.reader import HANDLERS as READER_TASKS
from app.workers.reader import MOST_MEMORY, make_reader
from app.workers.tasks.load_method import LoadMethod
from models.values.refusal import RefusalCode

_GRACE_SECONDS = 3.0
_ATTEMPTS = 2
PATIENCE_SECONDS = 20.0


class Pool:
    """Readers and engines as spawned processes; those of a kind share one queue. Every method may be called from any thread.

    One thread starts the processes, sends and receives, outside the lock, so that no caller ever waits for a worker. A job ends
    outside the lock too, so what is called at its end may ask for more.

    Args:
        device: Of the engine, "auto", "cpu", "cuda" or "cuda:N"; of each engine, where there are several.
        readers: Number of reader processes.
        threads: Of torch in each engine; None leaves the choice to torch.
        patience: Seconds that a reader may take for one file.
        behind: The window, like every other program, goes before the engines, and so does the first film: no engine starts before the
            readers have, and have answered what a person asked first.
    """

    def __init__(
        self, *, device: str | Sequence[str] = "auto", readers: int = 1, threads: int | None = None, patience: float = PATIENCE_SECONDS,
        behind: bool = False,
    ) -> None:  # fmt: skip
        devices = [device] if isinstance(device, str) else device
        self._to_read, self._to_compute = Queue(), Queue()
        self._workers = [Place(make_reader, (), reader_environment(), self._to_read, patience, MOST_MEMORY) for _ in range(readers)]
        self._workers += [Place(make_engine, (name, threads, behind), engine_environment(threads), self._to_compute) for name in devices]
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._behind, self._closing, self._in_use = behind, False, False
        self._heard, self._bell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        start_silent_tracker()
        self._thread = threading.Thread(target=self._listen, name="worker pool", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, kind: Task, payload: Any, *, urgent: bool = False) -> Job:
        """Ask something; returns at once.

        Args:
            kind: What is asked; decides whether a reader or an engine does it.
            payload: The ask.
            urgent: Asked by the person in front of the screen: goes before what a batch asked.
        """
        job = Job(Request(next(self._ids), kind, payload), urgent=urgent)
        with self._lock:
            if not self._closing:
                (self._to_read if kind in READER_TASKS else self._to_compute).put(job, urgent=urgent)
                self._ring()
                return job
        job.end(Cancelled(job.request.id))
        return job

    def cancel(self, job: Job) -> None:
        """Stop a request: at once when it waits, between two steps when it runs; its ending is then Cancelled."""
        with self._lock:
            waited = any(queue.take_out(job.request.id) for queue in (self._to_read, self._to_compute))
            if not self._closing and any(worker.job is job for worker in self._workers):
                job.unwanted = True
                self._ring()
        if waited:
            job.end(Cancelled(job.request.id))

    def start_readers(self) -> None:
        """Have the readers started before they are needed; returns at once."""
        self._want(self._to_read)

    def warm_up(self, method: LoadMethod | None = None) -> None:
        """Have the processes started before they are needed, and by what films will be screened loaded; returns at once."""
        self._want(self._to_read, self._to_compute)
        if method:
            self.submit(Task.LOAD_METHOD, method)

    def window_in_use(self, in_use: bool) -> None:
        """Have engines leave some cores to the window while a person uses it, at once; no result changes by it."""
        with self._lock:
            self._in_use = in_use
            for worker in self._workers:
                self._share_cores(worker)

    def processes(self) -> list[int]:
        """Return the process ids of the workers that run."""
        with self._lock:
            return [worker.process.pid for worker in self._workers if worker.process]

    def close(self) -> None:
        """Stop all workers; what was under way or waiting is cancelled."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
            self._ring()
        self._thread.join()
        for queue in (self._to_read, self._to_compute):
            while job := queue.get():
                job.end(Cancelled(job.request.id))
        for worker in self._workers:
            if worker.process:
                worker.process.dismiss()
        for worker in self._workers:
            if worker.process:
                worker.process.end(_GRACE_SECONDS)
            if worker.job:
                worker.job.end(Cancelled(worker.job.request.id))
        self._heard.close()
        self._bell.close()

    def _want(self, *queues: Queue) -> None:
        with self._lock:
            for worker in self._workers:
                worker.wanted |= worker.process is None and worker.queue in queues
            if not self._closing:
                self._ring()

    def _ring(self) -> None:
        self._bell.send_bytes(b"")

    def _listen(self) -> None:
        """The pool's thread: hands out requests, takes in answers, notices crashes and what takes too long."""
        shield_children()
        while True:
            with self._lock:
                if self._closing:
                    return
            for worker in self._workers:
                self._attend(worker)
            ends: list[Connection] = [worker.process.connection for worker in self._workers if worker.process]
            for end in wait([self._heard, *ends], self._time_left()):
                if end is self._heard:
                    self._heard.recv_bytes()
                else:
                    self._take_in(next(worker for worker in self._workers if worker.process and worker.process.connection is end))
            for worker in self._workers:
                if (due := worker.due()) is not None and due <= time.monotonic():
                    self._bury(worker, too_slow=True)

    def _time_left(self) -> float | None:
        due = [due for worker in self._workers if (due := worker.due()) is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _attend(self, worker: Place) -> None:
        """Give a worker what it is to do, or to stop; start it where there is need."""
        if worker.process is None and self._waits(worker):
            return
        with self._lock:
            job = worker.queue.get() if worker.job is None else None
            if job:
                worker.job = job
                job.attempts += 1
        if worker.process is None and (job or worker.wanted) and not self._start(worker):
            return
        if job and worker.process:
            worker.process.send(job.request)
            worker.since, worker.asked_to_stop = time.monotonic(), False
        if worker.job and worker.process and worker.job.unwanted and not worker.asked_to_stop:
            worker.process.send(Cancel(worker.job.request.id))
            worker.asked_to_stop = True

    def _waits(self, worker: Place) -> bool:
        """Whether a worker must not start yet, as another needs the cores."""
        return (
            self._behind
            and worker.queue is self._to_compute
            and any(one.busy_with_the_first() for one in self._workers if one.queue is self._to_read)
        )

    def _share_cores(self, worker: Place) -> None:
        if worker.queue is self._to_compute and worker.process and worker.ready and not self._closing:
            leave_cores(worker.process.pid, leave=self._in_use)

    def _start(self, worker: Place) -> bool:
        with self._lock:
            worker.wanted = False
        try:
            process = WorkerProcess(worker.target, worker.arguments, worker.most_memory, worker.environment)
        except (OSError, ImportError):
            with self._lock:
                job, worker.job = worker.job, None
            if job:
                job.end(_died_over(job.request, started=False))
            return False
        with self._lock:
            worker.process = process
        return True

    def _take_in(self, worker: Place) -> None:
        assert worker.process
        try:
            answer = worker.process.receive()
        except (EOFError, OSError, MemoryError):
            self._bury(worker)
            return
        job = worker.job
        if isinstance(answer, Ready):
            with self._lock:
                worker.ready, worker.since = True, time.monotonic()
                self._share_cores(worker)
            return
        if job is None:
            return
        if isinstance(answer, Interim):
            job.hear(answer)
            return
        with self._lock:
            worker.job, worker.answered = None, True
        job.end(answer)

    def _bury(self, worker: Place, *, too_slow: bool = False) -> None:
        """Clear up after a crash, or end what takes too long; the next request, or the crashed one once more, starts a new process."""
        assert worker.process is not None
        worker.process.kill(_GRACE_SECONDS)
        with self._lock:
            job, was_ready = worker.job, worker.ready
            seconds = time.monotonic() - worker.since if was_ready else 0.0
            worker.process, worker.job, worker.ready, worker.answered = None, None, False, False
            if job and job.attempts < _ATTEMPTS and not job.unwanted and not too_slow:
                worker.queue.put(job, urgent=True)
                return
        if job and job.unwanted:
            job.end(Cancelled(job.request.id))
        elif job:
            ending = _too_slow(job.request, worker.patience) if too_slow else _died_over(job.request, started=was_ready)
            job.end(replace(ending, seconds=seconds))


def _died_over(request: Request, *, started: bool) -> Refused | Failed:
    if not started:
        return Failed(
            request.id, "A worker process cannot start; the installation is incomplete or memory is short. The film is not at fault."
        )
    if request.kind is Task.READ:
        return Refused(request.id, RefusalCode.CRASHED_READER, "The file makes the decoder crash; it is damaged, or made to do so.")
    return Failed(request.id, "The worker process ended unexpectedly, perhaps for lack of memory; it was started anew.")


def _too_slow(request: Request, patience: float | None) -> Refused:
    sentence = f"Reading took longer than {patience:g} seconds and was stopped; the file is damaged, or its drive does not answer."
    return Refused(request.id, RefusalCode.TOO_SLOW, f"{sentence} Copy it to this computer or send it again.")
