"""What the classifier says is shown when the reader wants it: on one key, and in film-first mode after a first impression.

A first impression is the reader's word that the film was looked at; what it was is not asked. That the film was shown plain, and that the
impression was given, are entries of the log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from app import __version__
from app.desktop.engine import LogWriter
from app.desktop.film.presenter import READING
from app.desktop.impression.view import ImpressionView
from audit.records.events import FirstImpressionRecord, Moment
from audit.records.kinds import EntryKind
from models.values.radiograph import Radiograph

OFF = "What the classifier says is hidden: overlays and findings."
ON_AGAIN = "Show overlays and findings"
WAITING = "The film first: look at it, then let the classifier’s findings be shown. Both moments are entries of the log."
GIVEN = "First impression given"
_SENTENCES: dict[Moment, str] = {
    "film_shown": "A film was shown without what the classifier says of it.",
    "impression_given": "The reader gave a first impression of a film; then it was shown what the classifier says of it.",
}


class Veil(Protocol):
    """What hides verdicts in the list of films."""

    def veil(self, on: bool) -> None:
        """Hide what the classifier says of films without an impression, or show all."""

    def lift(self) -> None:
        """Show all of the film that is shown, whose impression was given."""


class ImpressionPresenter:
    """Takes the film that is shown, and what the reader wants.

    Args:
        view: Hides and shows what the classifier says.
        log: Takes both moments.
        worklist: Hides verdicts of films that wait.
        film_first: Whether films are shown plain first.
        keep: Remembers that choice.
        hidden: Is called when what the classifier says is hidden, or shown again.
    """

    def __init__(
        self,
        view: ImpressionView,
        log: LogWriter,
        worklist: Veil,
        *,
        film_first: bool,
        keep: Callable[[bool], None],
        hidden: Callable[[bool], None],
    ) -> None:
        self._view, self._log, self._keep, self._hidden = view, log, keep, hidden
        self._worklist = worklist
        self._film_first, self._on = film_first, True
        self._film: str | None = None
        self._entry: int | None = None
        self._reading = False
        self._told: set[tuple[str, Moment]] = set()
        self._view.show_film_first(film_first)
        self._worklist.veil(film_first)
        self._show()

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Take in the film that is shown, or what stands in its place."""
        self._film, self._reading = film.header.pixel_sha256 if film else None, message == READING
        self._show()

    def show_entry(self, seq: int | None) -> None:
        """Take in the number of the film's entry, where it has one."""
        self._entry = seq

    def toggle(self) -> None:
        """Show what the classifier says, or hide it; where an impression is waited for, it is given by this."""
        if self._film is not None and self._waits():
            self._tell(self._film, "impression_given")
            self._worklist.lift()
            self._on = True
        elif not self._waits():
            self._on = not self._on
        self._show()

    def toggle_film_first(self) -> None:
        """Show films plain first from now on, or no longer; the choice is remembered."""
        self._film_first = not self._film_first
        self._keep(self._film_first)
        self._view.show_film_first(self._film_first)
        self._worklist.veil(self._film_first)
        self._show()

    def _waits(self) -> bool:
        """Return whether the film waits for an impression; one that is still read may do so."""
        return self._film_first and (self._reading if self._film is None else (self._film, "impression_given") not in self._told)

    def _show(self) -> None:
        waits = self._waits()
        if waits and self._film is not None:
            self._tell(self._film, "film_shown")
        self._view.show_classifier(self._on and not waits, WAITING if waits else OFF, GIVEN if waits else ON_AGAIN)
        self._hidden(not self._on or waits)

    def _tell(self, film: str, moment: Moment) -> None:
        """Write a moment into the log, once a film and sitting."""
        if (film, moment) in self._told:
            return
        self._told.add((film, moment))
        record = FirstImpressionRecord(
            sentence=_SENTENCES[moment], code_version=__version__, moment=moment, pixel_sha256=film, entry=self._entry,
            at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )  # fmt: skip
        self._log.note(EntryKind.FIRST_IMPRESSION, f"film {film}", record)
