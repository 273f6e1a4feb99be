"""Between the window's thread and everything that takes time: engine answers and log entries become Qt signals."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, Signal, SignalInstance

from app import __version__
from app.desktop.film.known import KnownFilm, Unreadable
from app.desktop.film.log_reader import LogReader
from app.desktop.film.news import news
from app.desktop.film_finder import FilmFinder
from app.desktop.film_report import FilmReport
from app.desktop.mailbox import Mailbox
from app.desktop.problems import add, in_words
from app.desktop.report_writing import write_film_report
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.logbook import note, note_picture, open_log, why_read_only
from app.site.person import actor
from app.workers.job import Job, Workers
from app.workers.messages import Task
from app.workers.tasks.load_method import LoadMethod
from audit.log.errors import LogError
from audit.log.store import Draft, EntryKind, Log, Stored
from audit.records.events import FirstImpressionRecord, ReadRecord
from models.values.progress import Progress

_PAUSE = 0.5
"""Seconds without work after which the engine is started; films that are opened with the window are shown before it takes a core."""
_NOT_NOTED = "The reading of this film is not in the log."


class Bridge(QObject):
    """Owns the workers, the one thread of this process that writes the log, and one that reads it.

    Signals:
        stepped: News of the screening.
        stopped: A list of films is done with: sentence and details, both empty when all went well.
        answered: Number and Outcome of something asked.
        loaded: Number of an entry that was asked for, and a KnownFilm or why it is Unreadable.
        headed: Number and hash of the log's last entry.
        self_tests_told: What the log's self-tests say of each classifier, by its weights.
        unnoted: Why the log could not be opened, or its opening or an export not be noted in it.
        found: Number of what was to be looked through; the films in it, each with its name; how many files were passed over; sentence
            and details as above.

    Args:
        log: The log's file.
        request: How films are screened.
        make_workers: Makes the pool; called once, when first needed.
        witness: A file elsewhere, to which the log's checkpoints are appended.
    """

    stepped = Signal(object)
    stopped = Signal(str, str)
    answered = Signal(int, object)
    loaded = Signal(int, object)
    headed = Signal(int, str)
    unnoted = Signal(str)
    self_tests_told = Signal(object)
    found = Signal(int, object, int, str, str)

    def __init__(self, log: Path, request: RunRequest, make_workers: Callable[[], Workers], *, witness: Path | None = None) -> None:
        super().__init__()
        self._log, self._request, self._witness = log, replace(request, in_parts=True), witness
        self._workers = make_workers()
        self._numbers = itertools.count(1)
        self._asked: WeakValueDictionary[int, Job] = WeakValueDictionary()
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._notes: SimpleQueue[Draft] = SimpleQueue()
        self._pictures: SimpleQueue[tuple[str, int | None]] = SimpleQueue()
        self._reports: SimpleQueue[FilmReport] = SimpleQueue()
        self._cancelled = threading.Event()
        self._attended: Collection[Path] = frozenset()
        self._mailbox = Mailbox(self)
        self._finder = FilmFinder(self._post_found)
        self._reader = LogReader(log, self._post_loaded, lambda told: self._post(self.self_tests_told, told))
        self._thread = threading.Thread(target=self._write, name="log writer", daemon=True)
        self._thread.start()

    def find(self, paths: Sequence[Path]) -> int:
        """Look for the films in files and folders; they are signalled with the number returned."""
        number = next(self._numbers)
        self._finder.find(number, paths)
        return number

    def screen(self, paths: Sequence[Path]) -> None:
        """Screen films and record them, after the lists given before."""
        self._work.put(partial(self._screen_list, paths, self._cancelled))

    def cancel(self) -> None:
        """Stop every list given so far between two steps; what is recorded stays. Lists given later are screened."""
        self._cancelled.set()
        self._cancelled = threading.Event()

    def ask(self, kind: Task, payload: Any) -> int:
        """Ask a worker, before any batch; the answer is signalled with the number returned."""
        number = next(self._numbers)
        job = self._workers.submit(kind, payload, urgent=True)
        self._asked[number] = job
        job.ending.add_done_callback(lambda ending: self._post(self.answered, number, ending.result()))
        return number

    def withdraw(self, number: int) -> None:
        """Give up what was asked, so that it does not keep a worker from what is wanted now."""
        if job := self._asked.get(number):
            self._workers.cancel(job)

    def note_picture(self, sha256: str, of: int | None) -> None:
        """Write into the log that a picture left the program, also while films are screened.

        Args:
            sha256: Of its file.
            of: Number of the film's entry, where it has one.
        """
        self._pictures.put((sha256, of))
        self._work.put(self._note_pictures)

    def report(self, wanted: FilmReport) -> None:
        """Write a film's report and its entry, also while films are screened."""
        self._reports.put(wanted)
        self._work.put(self._write_reports)

    def window_in_use(self, in_use: bool) -> None:
        """Have the workers leave some cores to the window while a person uses it."""
        self._workers.window_in_use(in_use)

    def note(self, kind: EntryKind, subject: str, record: FirstImpressionRecord) -> None:
        """Write an entry of no film, at once or between two steps of the screening."""
        self._notes.put(Draft(kind, actor(), subject, record))
        self._work.put(self._note_now)

    def attend(self, paths: Collection[Path]) -> None:
        """Tell pixels and scores of these films alone, from now on."""
        self._attended = paths

    def load(self, seq: int) -> int:
        """Load the film of an entry from the log; it is signalled with the number returned, unless another was asked for after it."""
        number = next(self._numbers)
        self._reader.load(number, seq)
        return number

    def close(self) -> None:
        """Stop the workers and the threads; a film in work is given up, what is recorded stays."""
        self._finder.close()
        self._mailbox.close()
        self._cancelled.set()
        self._work.put(None)
        self._workers.close()
        self._thread.join()
        self._reader.close()

    def _post(self, signal: SignalInstance, *values: object, replaces: str | None = None) -> None:
        self._mailbox.put(lambda: signal.emit(*values), replaces=replaces)

    def _post_found(self, number: int, films: Mapping[Path, str], passed_over: int, sentence: str, details: str) -> None:
        self._post(self.found, number, films, passed_over, sentence, details)

    def _post_loaded(self, number: int, found: KnownFilm | Unreadable) -> None:
        self._post(self.loaded, number, found)

    def _write(self) -> None:
        """The writer's thread; when nothing was asked for a moment, it also gets the workers ready for what will be."""
        self._note_opening()
        pause: float | None = _PAUSE
        while True:
            try:
                work = self._work.get(timeout=pause)
            except Empty:
                pause = None
                self._workers.warm_up(self._likely_method())
                continue
            if work is None:
                return
            work()

    def _screen_list(self, paths: Sequence[Path], cancelled: threading.Event) -> None:
        try:
            self._screen(paths, cancelled)
        except Exception as error:
            self._post(self.stopped, *in_words(error))
        else:
            self._post(self.stopped, "", "")

    def _note_now(self) -> None:
        """Write what was noted and not written between two steps of a screening."""
        try:
            if read_only := why_read_only(self._log):
                self._notes = SimpleQueue()
                self._post(self.unnoted, f"{_NOT_NOTED} {read_only}")
            elif not self._notes.empty():
                with open_log(self._log, witness=self._witness) as log:
                    self._write_notes(log)
                    self._sign(log)
        except Exception as error:
            self._post(self.unnoted, f"{_NOT_NOTED} {in_words(error)[0]}")

    def _write_notes(self, log: Log) -> None:
        while not self._notes.empty():
            log.append_new([self._notes.get()])

    def _likely_method(self) -> LoadMethod | None:
        """Return by what the first film will be screened; what stands against it is told then."""
        try:
            return self._request.method()
        except (CannotScreen, OSError):
            return None

    def _screen(self, paths: Sequence[Path], cancelled: threading.Event) -> None:
        """Screen one list; what was recorded is signed also after an error, which stays the one that is shown."""
        if cancelled.is_set():
            return
        with open_log(self._log, witness=self._witness) as log:
            try:
                self._pass_on(paths, cancelled, log)
            except Exception as error:
                try:
                    self._sign(log)
                except Exception as further:
                    add(error, further)
                raise
            self._sign(log)

    def _pass_on(self, paths: Sequence[Path], cancelled: threading.Event, log: Log) -> None:
        with closing(screen_films(paths, self._request, pool=self._workers, log=log)) as steps:
            for step in steps:
                for told in news(step, self._attended):
                    self._post(self.stepped, told, replaces="progress" if isinstance(told, Progress) else None)
                self._write_notes(log)
                self._note_pictures()
                self._write_reports()
                if cancelled.is_set():
                    return

    def _note_pictures(self) -> None:
        while not self._pictures.empty():
            self._tell(note_picture(self._log, *self._pictures.get()))

    def _write_reports(self) -> None:
        while not self._reports.empty():
            self._tell(write_film_report(self._log, self._reports.get()))

    def _tell(self, noted: Stored | str) -> None:
        if isinstance(noted, str):
            self._post(self.unnoted, noted)
        else:
            self._post(self.headed, noted.seq, noted.hash)

    def _sign(self, log: Log) -> None:
        log.checkpoint(actor=actor())
        self._post(self.headed, *log.head())

    def _note_opening(self) -> None:
        """Write into a log that holds something that the window opened it."""
        if not self._log.is_file():
            return
        reading = ReadRecord(sentence="The log was opened in the window.", code_version=__version__)
        try:
            noted = note(self._log, EntryKind.READ, reading) if self._head()[0] else None
            head = self._head()
        except (LogError, OSError) as error:
            self._post(self.unnoted, in_words(error)[0])
            return
        if isinstance(noted, str):
            self._post(self.unnoted, noted)
        self._post(self.headed, *head)

    def _head(self) -> tuple[int, str]:
        with Log(self._log, writing=False) as log:
            return log.head()
