"""The one place where a Screening becomes log entries: read, screen, then record; a plain generator that its thread drives.

The log belongs to the thread that drives the generator. Nothing is yielded as done before it stands in the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from app.export.recorded_maps import as_recorded
from app.run.already_recorded import AlreadyRecorded
from app.run.events import Event, FilmRead, FilmRecorded
from app.run.recording import ended_record, screened_record
from app.run.request import CannotScreen, RunRequest
from app.site.keys import path_digest, patient_key
from app.site.person import actor
from app.site.recorded import recorded_method
from app.site.regions import UnusableTable, table_in_use
from app.workers.job import Job, Workers
from app.workers.messages import Failed, Outcome, PartialResult, Progressed, Refused, Result, Task
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import EntryKind, Log, Stored
from audit.records.film import FilmRecord
from models.values.input_check import NotScreened
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.screening import Screening

_CANCELLED = "The screening was cancelled; what was recorded is kept."


@dataclass(frozen=True)
class _Read:
    path: Path
    film: Radiograph
    seconds: float


def screen_films(paths: Sequence[Path], order: RunRequest, *, pool: Workers, log: Log) -> Generator[Event]:
    """Screen films and record them; closing the generator cancels what is under way.

    Yields:
        A Progress for each step, a FilmRead for each film that was read, and a FilmRecorded for each file, in the order of ending.

    Raises:
        CannotScreen: The classifier or the device is not to be had, or the region table cannot be used.
        LogError: The log cannot be written; what was yielded as done stands in it.
    """
    return (yield from _Run(paths, order, pool, log).steps())


class _Run:
    """One drive through a list of films."""

    def __init__(self, paths: Sequence[Path], order: RunRequest, pool: Workers, log: Log) -> None:
        self._paths, self._order, self._pool, self._log = paths, order, pool, log
        self._done = 0
        self._jobs: dict[int, Job] = {}
        self._waiting: list[_Read] = []
        self._load: LoadMethod
        self._known: AlreadyRecorded

    def steps(self) -> Generator[Event]:
        try:
            yield Progress(0, len(self._paths), "starting the networks")
            yield from self._load_method()
            for path, outcome in self._read_ahead():
                yield Progress(self._done, len(self._paths), "reading")
                yield from self._take(path, outcome)
                if len(self._waiting) >= self._order.batch_size:
                    yield from self._screen(self._flush())
            yield from self._screen(self._flush())
        finally:
            for job in self._jobs.values():
                self._pool.cancel(job)

    def _load_method(self) -> Generator[Progress]:
        """Settle by what the films are screened."""
        try:
            self._load = LoadMethod(self._order.classifier, self._order.parameters, table_in_use(self._order.regions))
        except UnusableTable as error:
            raise CannotScreen(str(error)) from None
        outcome = yield from self._await(self._submit(Task.LOAD_METHOD, self._load))
        if not isinstance(outcome, Result):
            raise CannotScreen(outcome.sentence if isinstance(outcome, Refused | Failed) else _CANCELLED)
        self._known = AlreadyRecorded(self._log, recorded_method(outcome.payload))

    def _read_ahead(self) -> Iterator[tuple[Path, Outcome]]:
        """Read in order, a batch ahead, so that reading and networks work at the same time."""
        asked: deque[tuple[Path, Job]] = deque()
        ahead, key = self._order.batch_size + 2, patient_key()
        for path in self._paths:
            asked.append((path, self._submit(Task.READ, ReadFilm(path, key))))
            if len(asked) > ahead:
                yield self._next_read(asked)
        while asked:
            yield self._next_read(asked)

    def _next_read(self, asked: deque[tuple[Path, Job]]) -> tuple[Path, Outcome]:
        path, job = asked.popleft()
        outcome = job.result()
        del self._jobs[job.request.id]
        return path, outcome

    def _take(self, path: Path, outcome: Outcome) -> Generator[Event]:
        match outcome:
            case Result(payload=Radiograph() as film, seconds=seconds):
                yield FilmRead(path, film)
                if not self._order.again and film.header.pixel_sha256 in {other.film.header.pixel_sha256 for other in self._waiting}:
                    yield from self._screen(self._flush())
                found = None if self._order.again else self._known.film(film)
                if found:
                    yield self._finish(path, found, already_recorded=True, film=film, blobs=self._kept(found.film))
                else:
                    self._waiting.append(_Read(path, film, seconds))
            case Refused():
                yield self._refuse(path, outcome)
            case Failed(sentence=sentence, traceback=details, seconds=seconds):
                record = self._ended("failed", code="defect", reason=sentence, reading=seconds)
                yield replace(self._write(path, record, film=None), details=details)
            case _:
                raise CannotScreen(_CANCELLED)

    def _refuse(self, path: Path, refused: Refused) -> FilmRecorded:
        file_sha256 = refused.file_sha256
        known = None if self._order.again else self._known.refusal(file_sha256)
        if known:
            return self._finish(path, known, already_recorded=True, film=None)
        record = self._ended("refused", code=refused.code, reason=refused.sentence, reading=refused.seconds, film=file_sha256)
        return self._write(path, record, film=None, unless=lambda: self._known.refusal(file_sha256))

    def _ended(self, status: Literal["refused", "failed"], **known: Any) -> FilmRecord:
        return ended_record(status, self._known.method, **known)

    def _flush(self) -> list[_Read]:
        batch, self._waiting = self._waiting, []
        return batch

    def _screen(self, batch: list[_Read]) -> Generator[Event]:
        """Screen a batch; when it fails, each film alone, so that a failure costs one film."""
        if not batch:
            return
        films = tuple(read.film for read in batch)
        assert self._known.method.fingerprint is not None, "a loaded method has a fingerprint"
        asked = ScreenFilms(films, self._known.method.fingerprint, self._load)
        outcome = yield from self._await(self._submit(Task.SCREEN, asked))
        if isinstance(outcome, Result):
            for read, screening in zip(batch, outcome.payload, strict=True):
                yield self._record(read, screening)
        elif len(batch) > 1 and isinstance(outcome, Failed):
            for read in batch:
                yield from self._screen([read])
        elif isinstance(outcome, Failed):
            for read in batch:
                yield replace(self._fail(read, outcome.sentence, outcome.seconds), details=outcome.traceback)
        else:
            # What an engine refuses is the method, not a film.
            raise CannotScreen(outcome.sentence if isinstance(outcome, Refused) else _CANCELLED)

    def _record(self, read: _Read, found: Screening | NotScreened) -> FilmRecorded:
        if isinstance(found, NotScreened):
            record = self._ended(
                "refused", code=found.code, reason=found.sentence, reading=read.seconds, film=found.header, check=found.check
            )
            return self._write_once(read, record)
        if not found.has_finite_scores:
            return self._fail(read, "The network gave no finite score for this film.", found.seconds)
        record, blobs = screened_record(found, self._known.method, reading=read.seconds)
        return self._write_once(read, record, blobs)

    def _fail(self, read: _Read, sentence: str, engine: float) -> FilmRecorded:
        failed = self._ended("failed", code="engine", reason=sentence, reading=read.seconds, engine=engine, film=read.film.header)
        return self._write_once(read, failed)

    def _write_once(self, read: _Read, record: FilmRecord, blobs: Mapping[str, bytes] | None = None) -> FilmRecorded:
        return self._write(read.path, record, film=read.film, blobs=blobs, unless=lambda: self._known.film(read.film))

    def _write(
        self, path: Path, record: FilmRecord, *, film: Radiograph | None, blobs: Mapping[str, bytes] | None = None,
        unless: Callable[[], Stored | None] | None = None,
    ) -> FilmRecorded:  # fmt: skip
        """Append an entry, unless another run on the same log was first; then its entry counts."""
        found: Stored | None = None

        def look() -> Stored | None:
            nonlocal found
            found = unless() if unless and not self._order.again else None
            return found

        kind = EntryKind(record.status)
        entry = self._log.append(kind, actor=actor(), subject=path_digest(path), record=record, blobs=blobs, unless=look)
        if found:
            return self._finish(path, found, already_recorded=True, film=film, blobs=self._kept(found.film))
        return self._finish(path, entry, already_recorded=False, film=film, blobs=blobs)

    def _finish(
        self, path: Path, entry: Stored, *, already_recorded: bool, film: Radiograph | None, blobs: Mapping[str, bytes] | None = None
    ) -> FilmRecorded:
        self._done += 1
        return FilmRecorded(path, entry, already_recorded, as_recorded(film, entry.film) if film else None, blobs or {})

    def _kept(self, record: FilmRecord) -> dict[str, bytes]:
        names = record.blobs.named().values() if record.blobs else ()
        return {name: data for name in names if (data := self._log.blob(name)) is not None}

    def _submit(self, kind: Task, payload: object) -> Job:
        job = self._pool.submit(kind, payload)
        self._jobs[job.request.id] = job
        return job

    def _await(self, job: Job) -> Generator[Progress, None, Outcome]:
        """Pass a job's progress on until it ends."""
        for answer in job.answers():
            if isinstance(answer, Progressed):
                yield Progress(self._done, len(self._paths), answer.progress.label)
            elif not isinstance(answer, PartialResult):
                ending = answer
        del self._jobs[job.request.id]
        return ending
