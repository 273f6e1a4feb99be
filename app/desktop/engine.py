"""What the presenters ask of the bridge; tests put a stand-in in its place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Protocol

from app.workers.messages import Task
from audit.records.events import FirstImpressionRecord
from audit.records.kinds import EntryKind


class Screener(Protocol):
    """Finds films, and screens and records them."""

    def find(self, paths: Sequence[Path]) -> int:
        """Look for the films in files and folders; they come with the number that is returned."""
        ...

    def screen(self, paths: Sequence[Path]) -> None:
        """Screen films and record them."""

    def cancel(self) -> None:
        """Stop screening after the film in work."""


class Answerer(Protocol):
    """Answers what the person in front of the screen asks, before any batch."""

    def ask(self, kind: Task, payload: Any) -> int:
        """Ask a worker; the answer comes with the number that is returned."""
        ...

    def withdraw(self, number: int) -> None:
        """Give up what was asked; no answer is waited for any more."""


class FilmSource(Answerer, Protocol):
    """Brings what is known of the films that a person looks at."""

    def attend(self, paths: Collection[Path]) -> None:
        """Tell pixels and scores of these films alone, as the screening meets them."""

    def load(self, seq: int) -> int:
        """Load the film of an entry; it comes with the number that is returned."""
        ...


class LogWriter(Protocol):
    """Writes of a reading into the log."""

    def note(self, kind: EntryKind, subject: str, record: FirstImpressionRecord) -> None:
        """Write an entry of no film."""


class EngineAccess(Screener, FilmSource, LogWriter, Protocol):
    """The bridge, as far as the presenters know it."""
