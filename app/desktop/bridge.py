"""Between the window's thread and everything that takes time: engine answers and log entries become Qt signals."""

from __future__ import annotations

import itertools
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot

from app.batch.sources import film_paths
from app.run.request import CannotScreen, RunRequest
from app.run.run import screen_films
from app.site.logbook import note, open_log
from app.site.person import actor
from app.workers.job import Job, Workers
from app.workers.messages import Task
from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from models.reading.archive import name_of


class Bridge(QObject):
    """Owns the workers and the one thread of this process that writes the log.

    Signals:
        stepped: A Step of the screening.
        stopped: A list of films is done with: sentence and details, both empty when all went well.
        answered: Number and Ending of something asked.
        headed: Number and hash of the log's last entry.
        told: A sentence about the log.
        found: Number of what was to be looked through; the films in it, each with its name; sentence and details as above.

    Args:
        log: The log's file.
        order: How films are screened.
        make_workers: Makes the pool; called once, when first needed.
        witness: A file elsewhere, to which the log's checkpoints are appended.
    """

    stepped = Signal(object)
    stopped = Signal(str, str)
    answered = Signal(int, object)
    headed = Signal(int, str)
    told = Signal(str)
    found = Signal(int, object, str, str)
    _posted = Signal(object)

    def __init__(self, log: Path, order: RunRequest, make_workers: Callable[[], Workers], *, witness: Path | None = None) -> None:
        super().__init__()
        self._log, self._order, self._witness = log, order, witness
        self._workers = make_workers()
        self._numbers = itertools.count(1)
        self._asked: WeakValueDictionary[int, Job] = WeakValueDictionary()
        self._lists: SimpleQueue[tuple[Sequence[Path], threading.Event] | None] = SimpleQueue()
        self._cancelled = threading.Event()
        self._letterbox = _Letterbox(self)
        # Queued: emitted on any thread, run on this object's, which is the window's.
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._write, name="log writer", daemon=True)
        self._thread.start()

    def find(self, paths: Sequence[Path]) -> int:
        """Look for the films in files and folders; they are signalled with the number returned.

        Each time in a thread of its own that nobody waits for, since a drive that does not answer cannot be stopped.
        """
        number = next(self._numbers)
        threading.Thread(target=_find, args=(self._letterbox, number, paths), name="film finder", daemon=True).start()
        return number

    def screen(self, paths: Sequence[Path]) -> None:
        """Screen films and record them, after the lists given before."""
        self._lists.put((paths, self._cancelled))

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

    def close(self) -> None:
        """Stop the workers and the thread; a film in work is given up, what is recorded stays."""
        self._letterbox.close()
        self._cancelled.set()
        self._lists.put(None)
        self._workers.close()
        self._thread.join()

    def _post(self, signal: SignalInstance, *values: object) -> None:
        self._posted.emit(lambda: signal.emit(*values))

    @Slot(object)
    def _run(self, emit: Callable[[], None]) -> None:
        emit()

    def _write(self) -> None:
        """The writer's thread; it also gets the workers ready, so that the first film does not wait for them."""
        self._workers.warm_up()
        self._note_opening()
        while (given := self._lists.get()) is not None:
            try:
                self._screen(*given)
            except Exception as error:
                self._post(self.stopped, *_in_words(error))
            else:
                self._post(self.stopped, "", "")

    def _screen(self, paths: Sequence[Path], cancelled: threading.Event) -> None:
        if cancelled.is_set():
            return
        with open_log(self._log, witness=self._witness) as log:
            try:
                with closing(screen_films(paths, self._order, pool=self._workers, log=log)) as steps:
                    for step in steps:
                        self._post(self.stepped, step)
                        if cancelled.is_set():
                            return
            finally:
                log.checkpoint(actor=actor())
                self._post(self.headed, *log.head())

    def _note_opening(self) -> None:
        """Write into a log that holds something that the window opened it."""
        if not self._log.is_file():
            return
        try:
            noted = note(self._log, EntryKind.READ, "The log was opened in the window.") if self._head()[0] else None
            head = self._head()
        except (LogError, OSError) as error:
            self._post(self.told, str(error) if isinstance(error, LogError) else f"The log cannot be opened: {error.strerror}.")
            return
        if isinstance(noted, str):
            self._post(self.told, noted)
        self._post(self.headed, *head)

    def _head(self) -> tuple[int, str]:
        with Log(self._log, writing=False) as log:
            return log.head()


class _Letterbox:
    """How a thread that outlives the bridge reaches it: the last to let go of a QObject must be its own thread."""

    def __init__(self, bridge: Bridge) -> None:
        self._lock = threading.Lock()
        self._bridge: Bridge | None = bridge

    def put(self, number: int, films: dict[Path, str], sentence: str, details: str) -> None:
        with self._lock:
            if self._bridge is not None:
                self._bridge._post(self._bridge.found, number, films, sentence, details)

    def close(self) -> None:
        with self._lock:
            self._bridge = None


def _find(letterbox: _Letterbox, number: int, paths: Sequence[Path]) -> None:
    try:
        films = {path: name_of(path) for path in film_paths(paths)}
    except Exception as error:
        letterbox.put(number, {}, *_in_words(error))
    else:
        letterbox.put(number, films, "", "")


def _in_words(error: Exception) -> tuple[str, str]:
    """Return the sentence for what stopped the work, and where a defect was."""
    match error:
        case CannotScreen() | LogError():
            return str(error), ""
        case OSError():
            return f"The work stopped: {error.strerror or type(error).__name__}. What stands in the log is kept.", ""
        case _:
            sentence = f"A defect in the program ({type(error).__name__}) stopped the work. What stands in the log is kept."
            return sentence, "".join(traceback.format_tb(error.__traceback__)) + type(error).__name__
