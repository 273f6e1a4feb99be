"""Loads entries from the log for whoever looks at a film, in a thread of its own: a query takes as long as the disk."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app.desktop.film.known import KnownFilm, Unreadable
from app.desktop.problems import in_words
from app.export.recorded_maps import recorded_maps
from audit.log.store import Log
from audit.selftest.kept import told

Loaded = Callable[[int, KnownFilm | Unreadable], None]


class LogReader:
    """Loads one film at a time; only the last that was asked for is worth loading.

    Args:
        log: The log's file; it is open while something is read, and no longer.
        loaded: Takes number and what was found; called on the reader's thread.
        told: Takes what the log's self-tests say of each classifier, by its weights, once and on the same thread.
    """

    def __init__(self, log: Path, loaded: Loaded, told: Callable[[dict[str, tuple[str, ...]]], None] = lambda _: None) -> None:
        self._log, self._loaded, self._told = log, loaded, told
        self._asked = threading.Condition()
        self._wanted: tuple[int, int] | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._read, name="log reader", daemon=True)
        self._thread.start()

    def load(self, number: int, seq: int) -> None:
        """Load the film of an entry; what was asked for before and not begun is given up."""
        with self._asked:
            self._wanted = (number, seq)
            self._asked.notify()

    def close(self) -> None:
        """Stop the thread."""
        with self._asked:
            self._closing = True
            self._asked.notify()
        self._thread.join()

    def _read(self) -> None:
        self._told(told(self._log))
        while wanted := self._next():
            number, seq = wanted
            try:
                found: KnownFilm | Unreadable = self._film(seq)
            except Exception as error:
                sentence, _ = in_words(error)
                found = Unreadable(sentence)
            self._loaded(number, found)

    def _next(self) -> tuple[int, int] | None:
        with self._asked:
            self._asked.wait_for(lambda: self._wanted or self._closing)
            wanted, self._wanted = self._wanted, None
            return None if self._closing else wanted

    def _film(self, seq: int) -> KnownFilm:
        with Log(self._log, writing=False) as log:
            entry = log.entry(seq)
            return KnownFilm(entry.film, recorded_maps(log.blob, entry.film), entry)
