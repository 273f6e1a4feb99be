"""The worklist's logic: which films there are, where each is, and which one is shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.desktop.engine import Screener
from app.desktop.film.news import FilmDone, FilmInWork, News
from app.desktop.film.thumbnail import packed_thumbnail
from app.desktop.worklist.view import FilmRow, FilmState, WorklistView
from models.values.radiograph import Radiograph


class WorklistListener(Protocol):
    """What the worklist lets others know."""

    def film_chosen(self, path: Path, seq: int | None) -> None:
        """Another film is to be shown, with the number of its entry where it has one."""

    def looking(self, under_way: bool) -> None:
        """Whether films are looked for."""

    def problem(self, sentence: str, details: str | None) -> None:
        """Something went wrong with what was opened; an empty sentence when nothing did."""

    def passed_over(self, count: int) -> None:
        """So many files among what was opened are no images."""


@dataclass(frozen=True, slots=True)
class _Film:
    path: Path
    row: FilmRow
    seq: int | None = None


def _is_refused(film: _Film) -> bool:
    return film.row.state in {FilmState.REFUSED, FilmState.FAILED}


class WorklistPresenter:
    """Takes what a person opens and chooses, and what the screening says. Of a film it holds a row's worth.

    Args:
        view: The worklist.
        engine: Finds and screens films.
        listener: Learns what is shown.
    """

    def __init__(self, view: WorklistView, engine: Screener, listener: WorklistListener) -> None:
        self._view, self._engine, self._listener = view, engine, listener
        self._films: list[_Film] = []
        self._index: dict[Path, int] = {}
        self._lists: deque[list[Path]] = deque()
        self._looking: set[int] = set()
        self._shown: int | None = None
        self._chosen_by_person = False

    def open(self, paths: Sequence[Path]) -> None:
        """Look through files and folders; the films in them are then added to the worklist, and screened where they are new."""
        if paths:
            self._looking.add(self._engine.find(paths))
            self._listener.looking(True)

    def take_found(self, number: int, films: Mapping[Path, str], passed_over: int, sentence: str, details: str | None) -> None:
        """Take in the films of something opened, each with its name, and how many other files there are; nothing after a cancel."""
        if number not in self._looking:
            return
        self._looking.remove(number)
        self._listener.looking(bool(self._looking))
        self._listener.problem(sentence or ("" if films else "No films found in the given paths."), details)
        self._listener.passed_over(passed_over)
        waiting = {path for paths in self._lists for path in paths}
        wanted = [path for path in films if path not in waiting and not self._is_recorded(path)]
        if not wanted:
            self._show_one_of(films)
            return
        self._lists.append(wanted)
        self._add([path for path in wanted if path not in self._index], films)
        self._show_what_can_be_shown()  # Asked for before the screening is, so that the film is read first.
        self._engine.screen(wanted)

    def take_step(self, step: News) -> None:
        """Take in a film that was read or recorded."""
        match step:
            case FilmInWork(path, thumbnail):
                self._update(path, replace(self._film(path).row, state=FilmState.READ, line="In work", thumbnail=thumbnail))
            case FilmDone(path, seq):
                row = self._film(path).row
                row = replace(row, state=step.state, line=step.line, verdict=step.verdict, thumbnail=step.thumbnail or row.thumbnail)
                self._update(path, row, seq)
                self._show_what_can_be_shown()

    def picture_shown(self, film: Radiograph) -> None:
        """Take in the pixels of the film that is shown; one that was recognised by its file has no picture until then."""
        shown = self._films[self._shown] if self._shown is not None else None
        if shown and shown.row.thumbnail is None:
            self._update(shown.path, replace(shown.row, thumbnail=packed_thumbnail(film)), shown.seq)

    def stopped(self) -> None:
        """Take in the end of the oldest list: what was not screened says so."""
        for path in self._lists.popleft() if self._lists else ():
            film = self._film(path)
            if film.seq is None:
                self._update(path, replace(film.row, state=FilmState.WAITING, line="Not screened"))

    def cancel(self) -> None:
        """Stop screening, and wait no longer for films that are looked for."""
        self._looking.clear()
        self._listener.looking(False)
        self._engine.cancel()

    def select_film(self, index: int) -> None:
        """Show the film that a person chose; no other takes its place until another is chosen."""
        if 0 <= index < len(self._films):
            self._chosen_by_person = True
            self._show(index)

    def _show(self, index: int) -> None:
        if index != self._shown:
            self._shown = index
            self._view.select_film(index)
            self._listener.film_chosen(self._films[index].path, self._films[index].seq)

    def _show_what_can_be_shown(self) -> None:
        """Show the first film that was not refused, where a person chose none and none that can be shown is shown."""
        if self._chosen_by_person or (self._shown is not None and not _is_refused(self._films[self._shown])):
            return
        first = self._shown or 0  # Those before it were refused.
        shown = next((index for index in range(first, len(self._films)) if not _is_refused(self._films[index])), first)
        if self._films:
            self._show(shown)

    def _show_one_of(self, films: Mapping[Path, str]) -> None:
        """Show the first of films that stand in the worklist already and can be shown, unless one of them is shown."""
        known = [self._index[path] for path in films if path in self._index]
        if known and self._shown not in known:
            self._show(next((index for index in known if not _is_refused(self._films[index])), known[0]))

    def _add(self, paths: Sequence[Path], names: Mapping[Path, str]) -> None:
        rows = [FilmRow(names[path], FilmState.WAITING, "Waiting") for path in paths]
        for path, row in zip(paths, rows, strict=True):
            self._index[path] = len(self._films)
            self._films.append(_Film(path, row))
        if rows:
            self._view.add_films(rows)

    def _film(self, path: Path) -> _Film:
        return self._films[self._index[path]]

    def _is_recorded(self, path: Path) -> bool:
        """Whether a film stands in the log for good; one that failed is tried again."""
        return path in self._index and self._film(path).seq is not None and self._film(path).row.state != FilmState.FAILED

    def _update(self, path: Path, row: FilmRow, seq: int | None = None) -> None:
        index = self._index[path]
        self._films[index] = _Film(self._films[index].path, row, seq)
        self._view.update_film(index, row)
