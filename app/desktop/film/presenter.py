"""The film that a person looks at: its pixels are read and its record is loaded when it is looked at, and not before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.desktop.engine import FilmSource
from app.desktop.film.known import KnownFilm, Unreadable
from app.desktop.film.news import FilmDone, News, PixelsSeen, ScoresSeen
from app.desktop.film.recent import Looked, RecentFilms
from app.workers.messages import Failed, Outcome, Refused, Result, Task
from app.workers.tasks.read import ReadFilm
from models.values.radiograph import Radiograph

READING = "Reading…"
NOT_SCREENED = ("Not screened yet", "The findings appear here when the film stands in the log.")
LOADING = ("Loading", "The film's entry is read from the log.")
UNREADABLE = "The entry cannot be read"
PURGED = "The maps and organs of this film are no longer kept in the log; its record is."
OTHER_PIXELS = "The file holds other pixels now than those that were screened, so no maps are drawn over it."


class FilmPages(Protocol):
    """What shows the film."""

    def show_pixels(self, film: Radiograph | None, message: str) -> None:
        """Show another film, or a message in its place."""

    def show_known(self, known: KnownFilm, *, same_film: bool, why_no_maps: str) -> None:
        """Show what is known of the film; more than before where it is the same film."""

    def show_unknown(self, title: str, sentence: str, *, is_problem: bool = False) -> None:
        """Say why nothing is known of the film; whether something is wrong."""


class FilmPresenter:
    """Takes the film that a person chooses, what the run says of it, and what workers and log answer.

    Args:
        pages: What shows the film.
        engine: Reads films, and entries of the log.
    """

    def __init__(self, pages: FilmPages, engine: FilmSource) -> None:
        self._pages, self._engine = pages, engine
        self._recent = RecentFilms()
        self._path: Path | None = None
        self._looked = Looked()
        self._reading: int | None = None
        self._loading: int | None = None

    @property
    def entry(self) -> int | None:
        """Number of the entry of the film that is looked at, where it has one."""
        known = self._looked.known
        return known.entry.seq if known and known.entry else None

    @property
    def pixels(self) -> Radiograph | None:
        """The film that is looked at, as it was read; None where it could not be."""
        return self._looked.film

    def choose(self, path: Path, seq: int | None) -> None:
        """Look at another film.

        Args:
            path: Of the film.
            seq: Number of its entry, where it has one.
        """
        self._give_up_reading()
        self._path, self._looked, self._loading = path, self._recent.look(path), None
        self._engine.attend(self._recent.paths())
        self._pages.show_pixels(None, READING)
        known = self._looked.known
        if known and (known.entry.seq if known.entry else None) == seq:
            self._show_known(known, same_film=False)
        else:
            self._looked.known = None
            self._pages.show_unknown(*(NOT_SCREENED if seq is None else LOADING))
            self._load(seq)
        if self._looked.film is not None:
            self._pages.show_pixels(self._looked.film, "")
        else:
            self._reading = self._engine.ask(Task.READ, ReadFilm(path))

    def take_step(self, step: News) -> None:
        """Take in what the run says of a film that is looked at, or was a moment ago."""
        match step:
            case PixelsSeen(path, film):
                self._take_film(path, film)
            case ScoresSeen(path, film, known):
                self._take_film(path, film)
                self._take_known(path, known)
            case FilmDone(path, seq) if path == self._path:
                self._load(seq)

    def take_answer(self, number: int, outcome: Outcome) -> None:
        """Take in pixels that were asked for; answers to what is no longer looked at are dropped."""
        if number != self._reading or self._path is None:
            return
        self._reading = None
        match outcome:
            case Result(payload=Radiograph() as film):
                self._take_film(self._path, film)
            case Refused(sentence=sentence) | Failed(sentence=sentence):
                self._pages.show_pixels(None, sentence)

    def take_loaded(self, number: int, found: KnownFilm | Unreadable) -> None:
        """Take in an entry that was asked for; answers to what is no longer looked at are dropped."""
        if number != self._loading or self._path is None:
            return
        self._loading = None
        if isinstance(found, KnownFilm):
            self._take_known(self._path, found)
        else:
            self._looked.known = None
            self._pages.show_unknown(UNREADABLE, found.sentence, is_problem=True)

    def stopped(self) -> None:
        """Take in the end of a list: what was scored and not recorded will not be recorded any more."""
        for looked in self._recent:
            about_to_be_replaced = looked is self._looked and self._loading is not None
            if looked.known and looked.known.entry is None and not about_to_be_replaced:
                looked.known = None
                if looked is self._looked:
                    self._pages.show_unknown(*NOT_SCREENED)

    def _load(self, seq: int | None) -> None:
        self._loading = self._engine.load(seq) if seq is not None else None

    def _give_up_reading(self) -> None:
        if self._reading is not None:
            self._engine.withdraw(self._reading)
        self._reading = None

    def _take_film(self, path: Path, film: Radiograph) -> None:
        looked = self._recent.get(path)
        if looked is None or looked.film is not None:
            return
        looked.film = film
        if looked is self._looked:
            self._give_up_reading()
            self._pages.show_pixels(film, "")
            if looked.known and _why_no_maps(looked) == OTHER_PIXELS:
                self._show_known(looked.known, same_film=True)

    def _take_known(self, path: Path, known: KnownFilm) -> None:
        looked = self._recent.get(path)
        if looked is None:
            return
        same_film, looked.known = looked.known is not None, known
        if looked is self._looked:
            self._show_known(known, same_film=same_film)

    def _show_known(self, known: KnownFilm, *, same_film: bool) -> None:
        why = _why_no_maps(self._looked)
        self._pages.show_known(replace(known, maps=None) if why else known, same_film=same_film, why_no_maps=why)


def _why_no_maps(looked: Looked) -> str:
    """Return why no maps are drawn of a film that was screened; "" where they are, or where it has none."""
    if looked.known is None or looked.known.record.blobs is None:
        return ""
    if looked.known.maps is None:
        return PURGED
    screened = looked.known.record.radiograph.pixel_sha256 if looked.known.record.radiograph else None
    return OTHER_PIXELS if looked.film and screened and looked.film.header.pixel_sha256 != screened else ""
