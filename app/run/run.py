"""The one place where a Screening becomes log entries: read, screen, then record; a plain generator that its thread drives.

The log belongs to the thread that drives the generator. Nothing is yielded as done before it stands in the log.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from app.export.recorded_maps import as_recorded
from app.run.already_recorded import Known
from app.run.events import Event, FilmRead, FilmRecorded, Progress
from app.run.recording import ended_record, screened_record
from app.run.request import CannotScreen, RunRequest
from app.site.keys import path_digest, patient_key
from app.site.person import actor
from app.site.regions import UnusableTable, table_in_use
from app.workers.job import Job, Workers
from app.workers.messages import Failed, Outcome, Progressed, Refused, Result, Task
from app.workers.tasks.describe import LoadMethod, Setting
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import EntryKind, Log, Record, Stored
from models.values.input_check import NotScreened
from models.values.radiograph import Radiograph
from models.values.regions import RegionTable

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
        CannotScreen: The classifier or the device is not to be had, or the table of allowed places cannot be used.
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
        self._known = Known(log, Setting("", "", "", ""), order.parameters.sha256())
        self._table: RegionTable | None = None

    def steps(self) -> Generator[Event]:
        try:
            yield Progress(0, len(self._paths), "starting the networks")
            yield from self._describe()
            for path, ending, seconds in self._read_ahead():
                yield Progress(self._done, len(self._paths), "reading")
                yield from self._take(path, ending, seconds)
                if len(self._waiting) >= self._order.batch_size:
                    yield from self._screen(self._flush())
            yield from self._screen(self._flush())
        finally:
            for job in self._jobs.values():
                self._pool.cancel(job)

    def _describe(self) -> Generator[Progress]:
        """Settle by what the films are screened."""
        try:
            self._table = table_in_use(self._order.regions)
        except UnusableTable as error:
            raise CannotScreen(str(error)) from None
        ending = yield from self._await(self._submit(Task.DESCRIBE, LoadMethod(self._order.classifier, self._table)))
        if not isinstance(ending, Result):
            raise CannotScreen(ending.sentence if isinstance(ending, Refused | Failed) else _CANCELLED)
        self._known = replace(self._known, setting=ending.payload)

    def _read_ahead(self) -> Iterator[tuple[Path, Outcome, float]]:
        """Read in order, a batch ahead, so that reading and networks work at the same time."""
        asked: deque[tuple[Path, Job]] = deque()
        ahead, key = self._order.batch_size + 2, patient_key()
        for path in self._paths:
            asked.append((path, self._submit(Task.READ, ReadFilm(path, key))))
            if len(asked) > ahead:
                yield self._next_read(asked)
        while asked:
            yield self._next_read(asked)

    def _next_read(self, asked: deque[tuple[Path, Job]]) -> tuple[Path, Outcome, float]:
        path, job = asked.popleft()
        started = time.perf_counter()
        ending = job.result()
        del self._jobs[job.request.id]
        return path, ending, time.perf_counter() - started

    def _take(self, path: Path, ending: Outcome, seconds: float) -> Generator[Event]:
        match ending:
            case Result(payload=Radiograph() as film):
                yield FilmRead(path, film)
                if not self._order.again and film.header.pixel_sha256 in {other.film.header.pixel_sha256 for other in self._waiting}:
                    yield from self._screen(self._flush())
                found = None if self._order.again else self._known.film(film)
                if found:
                    yield self._finish(path, found, told=True, film=film, blobs=self._kept(found.record))
                else:
                    self._waiting.append(_Read(path, film, seconds))
            case Refused(code=code, sentence=sentence, file_sha256=file_sha256):
                yield self._refuse(path, code, sentence, file_sha256, seconds)
            case Failed(sentence=sentence, traceback=details):
                record = ended_record(
                    EntryKind.FAILED, self._order.parameters, code="defect", reason=sentence, seconds=seconds, header=None
                )
                yield replace(self._write(path, EntryKind.FAILED, record, film=None), details=details)
            case _:
                raise CannotScreen(_CANCELLED)

    def _refuse(self, path: Path, code: str, sentence: str, file_sha256: str | None, seconds: float) -> FilmRecorded:
        record = ended_record(
            EntryKind.REFUSED, self._order.parameters, code=code, reason=sentence, seconds=seconds,
            header={"file_sha256": file_sha256} if file_sha256 else None,
        )  # fmt: skip
        known = None if self._order.again else self._known.refusal(file_sha256)
        if known:
            return self._finish(path, known, told=True, film=None)
        return self._write(path, EntryKind.REFUSED, record, film=None, unless=lambda: self._known.refusal(file_sha256))

    def _flush(self) -> list[_Read]:
        batch, self._waiting = self._waiting, []
        return batch

    def _screen(self, batch: list[_Read]) -> Generator[Event]:
        """Screen a batch; when it fails, each film alone, so that a failure costs one film."""
        if not batch:
            return
        films = tuple(read.film for read in batch)
        ask = ScreenFilms(films, self._order.classifier, self._order.parameters, self._table)
        ending = yield from self._await(self._submit(Task.SCREEN, ask))
        if isinstance(ending, Result):
            for read, screening in zip(batch, ending.payload, strict=True):
                if isinstance(screening, NotScreened):
                    yield self._object(read, screening)
                    continue
                if not all(math.isfinite(finding.logit) for finding in screening.findings):
                    yield self._fail(read, "The network gave no finite score for this film.")
                    continue
                record, blobs = screened_record(screening, self._order.parameters)
                yield self._write_once(read, EntryKind.SCREENED, record, blobs)
        elif len(batch) > 1 and isinstance(ending, Failed):
            for read in batch:
                yield from self._screen([read])
        elif isinstance(ending, Failed | Refused):
            for read in batch:
                yield replace(self._fail(read, ending.sentence), details=ending.traceback if isinstance(ending, Failed) else None)
        else:
            raise CannotScreen(_CANCELLED)

    def _object(self, read: _Read, found: NotScreened) -> FilmRecorded:
        record = ended_record(
            EntryKind.REFUSED, self._order.parameters, code=found.code, reason=found.sentence, seconds=read.seconds,
            header=asdict(found.header), check=found.check,
        )  # fmt: skip
        return self._write_once(read, EntryKind.REFUSED, record)

    def _fail(self, read: _Read, sentence: str) -> FilmRecorded:
        header, seconds = asdict(read.film.header), read.seconds
        failed = ended_record(EntryKind.FAILED, self._order.parameters, code="engine", reason=sentence, seconds=seconds, header=header)
        return self._write_once(read, EntryKind.FAILED, failed)

    def _write_once(self, read: _Read, kind: EntryKind, record: Record, blobs: Mapping[str, bytes] | None = None) -> FilmRecorded:
        return self._write(read.path, kind, record, film=read.film, blobs=blobs, unless=lambda: self._known.film(read.film))

    def _write(
        self, path: Path, kind: EntryKind, record: Record, *, film: Radiograph | None, blobs: Mapping[str, bytes] | None = None,
        unless: Callable[[], Stored | None] | None = None,
    ) -> FilmRecorded:  # fmt: skip
        """Append an entry, unless another run on the same log was first; then its entry is told."""
        found: Stored | None = None

        def look() -> Stored | None:
            nonlocal found
            found = unless() if unless and not self._order.again else None
            return found

        entry = self._log.append(kind, actor=actor(), subject=path_digest(path), record=record, blobs=blobs, unless=look)
        if found:
            return self._finish(path, found, told=True, film=film, blobs=self._kept(found.record))
        return self._finish(path, entry, told=False, film=film, blobs=blobs)

    def _finish(
        self, path: Path, entry: Stored, *, told: bool, film: Radiograph | None, blobs: Mapping[str, bytes] | None = None
    ) -> FilmRecorded:
        self._done += 1
        return FilmRecorded(path, entry, told, as_recorded(film, entry.record) if film else None, blobs or {})

    def _kept(self, record: Record) -> dict[str, bytes]:
        names = [blob["sha256"] for blob in (record["blobs"] or {}).values() if blob]
        return {name: data for name in names if (data := self._log.blob(name)) is not None}

    def _submit(self, kind: Task, payload: object) -> Job:
        job = self._pool.submit(kind, payload)
        self._jobs[job.request.id] = job
        return job

    def _await(self, job: Job) -> Generator[Progress, None, Outcome]:
        """Pass a job's progress on until it ends."""
        for answer in job.answers():
            if isinstance(answer, Progressed):
                yield Progress(self._done, len(self._paths), answer.label)
            else:
                ending = answer
        del self._jobs[job.request.id]
        return ending
