"""From files to entries of the log: hash, read, screen, record, with many films in flight; a plain generator that its thread drives.

The log belongs to the thread that drives the generator. Nothing is yielded as done before it stands in the log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from app.export.recorded_maps import as_recorded
from app.run.already_recorded import AlreadyRecorded
from app.run.events import Event, FilmRead, FilmRecorded, FilmScored
from app.run.flight import Flight, Hashing, Loading, Read, Reading, Screening
from app.run.recording import screened_record
from app.run.request import CannotScreen, RunRequest
from app.run.writer import Writer
from app.site.keys import patient_key
from app.site.recorded import recorded_method
from app.workers.job import Workers
from app.workers.messages import Failed, Interim, Outcome, PartialResult, Progressed, Refused, Result, Task
from app.workers.tasks.hash_file import HashFile
from app.workers.tasks.load_method import LoadMethod
from app.workers.tasks.read import ReadFilm
from app.workers.tasks.screen import ScreenFilms
from audit.log.store import Log, Stored
from models.values.progress import Progress
from models.values.radiograph import Radiograph
from models.values.screening import Scored

_CANCELLED = "The screening was cancelled; what was recorded is kept."


def screen_films(paths: Sequence[Path], order: RunRequest, *, pool: Workers, log: Log) -> Generator[Event]:
    """Screen films and record them; closing the generator cancels what is under way.

    Yields:
        A Progress for each step, a FilmRead for each film that was read, a FilmScored where parts are asked for, and a FilmRecorded for
        each file, in the order of ending.

    Raises:
        CannotScreen: The classifier or the device is not to be had, or the region table cannot be used.
        LogError: The log cannot be written; what was yielded as done stands in it.
    """
    return (yield from _Run(paths, order, pool, log).steps())


class _Run:
    """One drive through a list of films."""

    def __init__(self, paths: Sequence[Path], order: RunRequest, pool: Workers, log: Log) -> None:
        self._paths, self._of, self._order, self._log = iter(paths), len(paths), order, log
        self._flight, self._key = Flight(pool), patient_key()
        self._in_hand = self._done = 0
        self._waiting: deque[Read] = deque()
        self._alone: deque[Read] = deque()
        self._twins: dict[str, list[Read]] = {}
        self._load: LoadMethod
        self._known: AlreadyRecorded
        self._by_hash: bool
        self._writer: Writer

    def steps(self) -> Generator[Event]:
        try:
            yield Progress(0, self._of, "starting the networks")
            yield from self._load_method()
            while self._ask() or self._writer:
                if len(self._writer) >= self._order.batch_size or (self._writer and not self._flight.has_heard):
                    yield from self._append()
                else:
                    yield from self._take(*self._flight.hear())
        finally:
            self._flight.cancel()

    def _load_method(self) -> Generator[Progress]:
        """Settle by what the films are screened."""
        self._load = self._order.method()
        self._flight.ask(Task.LOAD_METHOD, self._load, Loading())
        while isinstance(answer := self._flight.hear()[1], Interim):
            yield from self._progress(answer)
        if not isinstance(answer, Result):
            raise _stopped(answer)
        self._known = AlreadyRecorded(self._log, recorded_method(answer.payload))
        self._by_hash = not self._order.again and self._known.any
        self._writer = Writer(self._log, self._known, again=self._order.again)

    def _ask(self) -> bool:
        """Ask for as much as may be under way; tells whether anything is."""
        while self._in_hand < self._order.films_in_hand and (path := next(self._paths, None)) is not None:
            self._in_hand += 1
            if self._by_hash:
                self._flight.ask(Task.HASH, HashFile(path), Hashing(path))
            else:
                self._read(path)
        while self._flight.count(Screening) < self._order.batches_in_flight and (batch := self._next_batch()):
            self._screen(batch)
        return bool(self._flight)

    def _next_batch(self) -> tuple[Read, ...]:
        """Return films to be screened together: as many as ordered, or what there is when no other comes or an engine has nothing to do."""
        if self._alone:
            return (self._alone.popleft(),)
        size = self._order.batch_size
        more = self._flight.count(Reading) + self._flight.count(Hashing)
        idle = self._flight.count(Screening) < self._order.engines and not self._flight.has_heard
        if len(self._waiting) < size and more and not idle:
            return ()
        return tuple(self._waiting.popleft() for _ in range(min(size, len(self._waiting))))

    def _read(self, path: Path) -> None:
        self._flight.ask(Task.READ, ReadFilm(path, self._key), Reading(path))

    def _screen(self, batch: tuple[Read, ...]) -> None:
        assert self._known.method.fingerprint is not None, "a loaded method has a fingerprint"
        films = tuple(read.film for read in batch)
        asked = ScreenFilms(films, self._known.method.fingerprint, self._load, self._order.in_parts)
        self._flight.ask(Task.SCREEN, asked, Screening(batch))

    def _take(self, doing: object, answer: Interim | Outcome) -> Generator[Event]:
        match doing:
            case Hashing(path):
                yield from self._take_hash(path, answer)
            case Reading(path):
                yield from self._take_film(path, answer)
            case Screening(batch):
                yield from self._take_part(batch, answer) if isinstance(answer, Interim) else self._take_batch(batch, answer)

    def _take_hash(self, path: Path, answer: Interim | Outcome) -> Iterator[Event]:
        match answer:
            case Result(payload=str(file_sha256)) if found := self._known.file(file_sha256):
                yield self._found(path, found)
            case Result() | Failed():
                self._read(path)
            case Refused():
                yield from self._take_film(path, answer)
            case _:
                yield from self._stop(answer)

    def _take_film(self, path: Path, answer: Interim | Outcome) -> Iterator[Event]:
        yield Progress(self._done, self._of, "reading")
        match answer:
            case Result(payload=Radiograph() as film, seconds=seconds):
                yield FilmRead(path, film)
                yield from self._sort(Read(path, film, seconds))
            case Refused(file_sha256=file_sha256):
                known = None if self._order.again else self._known.refusal(file_sha256)
                if known:
                    yield self._found(path, known)
                else:
                    self._writer.refused(path, answer)
            case Failed():
                self._writer.reader_failed(path, answer)
            case _:
                yield from self._stop(answer)

    def _sort(self, read: Read) -> Iterator[Event]:
        """Tell a film that is already recorded, hold back the twin of one in hand until that is recorded, and have others screened."""
        twins = None if self._order.again else self._twins.get(read.film.header.pixel_sha256)
        if twins is not None:
            twins.append(read)
        elif not self._order.again and (found := self._known.film(read.film)):
            yield self._found(read.path, found, read.film)
        else:
            self._twins[read.film.header.pixel_sha256] = []
            self._waiting.append(read)

    def _take_part(self, batch: tuple[Read, ...], answer: Interim) -> Iterator[Event]:
        yield from self._progress(answer)
        if isinstance(answer, PartialResult) and isinstance(scored := answer.payload, Scored) and scored.screening.has_finite_scores:
            read = batch[scored.index]
            record, blobs = screened_record(scored.screening, self._known.method, reading=read.seconds)
            yield FilmScored(read.path, as_recorded(read.film, record), record, blobs)

    def _take_batch(self, batch: tuple[Read, ...], answer: Outcome) -> Iterator[Event]:
        """Take in a batch; when it fails, each film is screened alone, so that a failure costs one film."""
        match answer:
            case Result(payload=screenings):
                for read, screening in zip(batch, screenings, strict=True):
                    self._writer.screened(read, screening)
            case Failed() if len(batch) > 1:
                self._alone += batch
            case Failed(sentence=sentence, seconds=seconds, traceback=details):
                self._writer.engine_failed(batch[0], sentence, seconds, details)
            case _:
                # What an engine refuses is the method, not a film.
                yield from self._stop(answer)

    def _append(self) -> Iterator[Event]:
        for done in self._writer.append():
            yield self._finish(done)
            twins = self._twins.pop(done.film.header.pixel_sha256, ()) if done.film else ()
            for twin in twins:
                yield from self._sort(twin)

    def _found(self, path: Path, entry: Stored, film: Radiograph | None = None) -> FilmRecorded:
        return self._finish(FilmRecorded(path, entry, True, as_recorded(film, entry.film) if film else None))

    def _finish(self, done: FilmRecorded) -> FilmRecorded:
        self._done += 1
        self._in_hand -= 1
        return done

    def _progress(self, answer: Interim) -> Iterator[Progress]:
        if isinstance(answer, Progressed):
            yield Progress(self._done, self._of, answer.progress.label)

    def _stop(self, answer: Interim | Outcome) -> Iterator[Event]:
        """Record what ended, then end the run."""
        yield from self._append()
        raise _stopped(answer)


def _stopped(answer: Interim | Outcome) -> CannotScreen:
    return CannotScreen(answer.sentence if isinstance(answer, Refused | Failed) else _CANCELLED)
