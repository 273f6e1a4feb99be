"""The pool: spawned workers, one request at a time each, restarted after a crash; the person's requests before the batch's."""

from __future__ import annotations

import heapq
import itertools
import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Self

from app.workers.engine import make_engine
from app.workers.job import Job
from app.workers.parcel import Post
from app.workers.protocol import Cancel, Cancelled, Ending, Failed, Kind, Progress, Ready, Refused, Request
from app.workers.reader import make_reader
from app.workers.worker import serve
from models.radiograph import RefusalCode

_READER_KINDS = {Kind.READ, Kind.DRAW_PHANTOM}
_GRACE_SECONDS = 3.0
_ATTEMPTS = 2


class _Queue:
    """Requests that wait; urgent ones first, then in order of asking."""

    def __init__(self) -> None:
        self._heap: list[tuple[bool, int, Job]] = []

    def put(self, job: Job, *, urgent: bool) -> None:
        heapq.heappush(self._heap, (not urgent, job.request.id, job))

    def get(self) -> Job | None:
        return heapq.heappop(self._heap)[2] if self._heap else None

    def take_out(self, id: int) -> Job | None:
        found = next((entry for entry in self._heap if entry[1] == id), None)
        if found:
            self._heap.remove(found)
            heapq.heapify(self._heap)
        return found[2] if found else None


@dataclass
class _Worker:
    target: Callable[..., Any]
    arguments: tuple[Any, ...]
    process: SpawnProcess | None = None
    post: Post | None = None
    ready: bool = False
    job: Job | None = None
    queue: _Queue = field(default_factory=_Queue)


class Pool:
    """Readers and one engine as spawned processes. Every method may be called from any thread.

    A job ends outside the lock, so what is called at its end may ask for more.

    Args:
        device: "auto", "cpu" or "cuda".
        readers: Number of reader processes.
        threads: Of torch in the engine; None leaves the choice to torch.
    """

    def __init__(self, *, device: str = "auto", readers: int = 1, threads: int | None = None) -> None:
        shared = _Queue()
        self._workers = [_Worker(make_reader, (), queue=shared) for _ in range(readers)]
        self._workers.append(_Worker(make_engine, (device, threads)))
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._closing = False
        self._heard, self._bell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        self._thread = threading.Thread(target=self._listen, name="worker pool", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def submit(self, kind: Kind, payload: Any, *, urgent: bool = False) -> Job:
        """Ask something; returns at once.

        Args:
            kind: What is asked; decides whether a reader or the engine does it.
            payload: The ask.
            urgent: Asked by the person in front of the screen: goes before what a batch asked.
        """
        job = Job(Request(next(self._ids), kind, payload))
        with self._lock:
            if not self._closing:
                worker = self._workers[0] if kind in _READER_KINDS else self._workers[-1]
                worker.queue.put(job, urgent=urgent)
                self._ring()
                return job
        job.end(Cancelled(job.request.id))
        return job

    def cancel(self, job: Job) -> None:
        """Stop a request: at once when it waits, between two steps when it runs; its ending is then Cancelled."""
        with self._lock:
            waited = any(worker.queue.take_out(job.request.id) for worker in self._workers)
            for worker in self._workers:
                if worker.job is job and worker.post:
                    job.unwanted = True
                    _quietly(worker.post, Cancel(job.request.id))
        if waited:
            job.end(Cancelled(job.request.id))

    def warm_up(self) -> None:
        """Start the processes before they are needed."""
        with self._lock:
            if not self._closing:
                for worker in self._workers:
                    self._started(worker)
                self._ring()

    def processes(self) -> list[int]:
        """Return the process ids of the workers that run."""
        with self._lock:
            return [worker.process.pid for worker in self._workers if worker.process and worker.process.pid]

    def close(self) -> None:
        """Stop all workers; what was under way or waiting is cancelled."""
        with self._lock:
            if self._closing:
                return
            self._closing = True
            self._ring()
        self._thread.join()
        for worker in self._workers:
            while job := worker.queue.get():
                job.end(Cancelled(job.request.id))
            if worker.post and worker.process:
                worker.post.connection.close()
                worker.process.join(_GRACE_SECONDS)
                if worker.process.is_alive():
                    worker.process.kill()
                    worker.process.join()
                worker.post.release(unread=True)
            if worker.job:
                worker.job.end(Cancelled(worker.job.request.id))
        self._heard.close()
        self._bell.close()

    def _ring(self) -> None:
        self._bell.send_bytes(b"")

    def _listen(self) -> None:
        """The pool's thread: hands out requests, takes in answers, notices crashes."""
        while True:
            with self._lock:
                if self._closing:
                    return
                self._hand_out()
                ends: list[Connection] = [worker.post.connection for worker in self._workers if worker.post]
            for end in wait([self._heard, *ends]):
                if end is self._heard:
                    self._heard.recv_bytes()
                else:
                    self._take_in(next(worker for worker in self._workers if worker.post and worker.post.connection is end))

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.job is None and (job := worker.queue.get()):
                post = self._started(worker)
                worker.job = job
                job.attempts += 1
                # A worker that died meanwhile is noticed by the listener, since its pipe reads as closed.
                _quietly(post, job.request)

    def _started(self, worker: _Worker) -> Post:
        if worker.post is None:
            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe()
            worker.process = context.Process(target=serve, args=(there, worker.target, worker.arguments), daemon=True)
            worker.process.start()
            there.close()
            worker.post = Post(here)
        return worker.post

    def _take_in(self, worker: _Worker) -> None:
        assert worker.post
        try:
            answer = worker.post.receive()
        except (EOFError, OSError, MemoryError):
            self._bury(worker)
            return
        job = worker.job
        if isinstance(answer, Ready):
            worker.ready = True
            return
        if job is None:
            return
        if isinstance(answer, Progress):
            job.hear(answer)
            return
        with self._lock:
            worker.job = None
        job.end(answer)

    def _bury(self, worker: _Worker) -> None:
        """Clear up after a crash; the next request, or the same one once more, starts a new process."""
        assert worker.post is not None
        assert worker.process is not None
        with self._lock:
            worker.process.join(_GRACE_SECONDS)
            worker.process.kill()
            worker.process.join()
            worker.post.release(unread=True)
            worker.post.connection.close()
            job, was_ready = worker.job, worker.ready
            worker.post, worker.process, worker.job, worker.ready = None, None, None, False
            if job and job.attempts < _ATTEMPTS and not job.unwanted:
                worker.queue.put(job, urgent=True)
                return
        if job:
            job.end(Cancelled(job.request.id) if job.unwanted else _died_over(job.request, started=was_ready))


def _died_over(request: Request, *, started: bool) -> Ending:
    if not started:
        return Failed(
            request.id, "A worker process cannot start; the installation is incomplete or memory is short. The film is not at fault."
        )
    if request.kind is Kind.READ:
        return Refused(request.id, RefusalCode.CRASHED_READER, "The file makes the decoder crash; it is damaged, or made to do so.")
    return Failed(request.id, "The worker process ended unexpectedly, perhaps for lack of memory; it was started anew.")


def _quietly(post: Post, note: Request | Cancel) -> None:
    """Send to a worker that may just have died; the listener notices that by itself."""
    try:
        post.send(note)
    except OSError:
        return
