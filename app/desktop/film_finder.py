"""Looks for films in files and folders, each time in a thread that nobody waits for: a dead drive never answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.batch.sources import find_films
from app.desktop.problems import in_words
from app.export.one_line import one_line
from models.reading.archive import name_of

Found = Callable[[int, Mapping[Path, str], int, str, str], None]


class FilmFinder:
    """Starts searches, and lets go of whoever waits for them on closing.

    A thread that outlives the window must not hold it: the last to let go of a QObject has to be the QObject's own thread.

    Args:
        found: Takes number, films with their names, how many files were passed over, sentence and details of what went wrong; called on
            the search's thread.
    """

    def __init__(self, found: Found) -> None:
        self._lock = threading.Lock()
        self._found: Found | None = found

    def find(self, number: int, paths: Sequence[Path]) -> None:
        """Look for the films in files and folders; a drive that does not answer cannot be stopped."""
        threading.Thread(target=self._look, args=(number, paths), name="film finder", daemon=True).start()

    def close(self) -> None:
        """Report nothing any more."""
        with self._lock:
            self._found = None

    def _look(self, number: int, paths: Sequence[Path]) -> None:
        try:
            found = find_films(paths)
            films = {path: one_line(name_of(path)) for path in found.films}
        except Exception as error:
            self._report(number, {}, 0, *in_words(error))
        else:
            self._report(number, films, len(found.passed_over), "", "")

    def _report(self, number: int, films: Mapping[Path, str], passed_over: int, sentence: str, details: str) -> None:
        with self._lock:
            if self._found is not None:
                self._found(number, films, passed_over, sentence, details)
