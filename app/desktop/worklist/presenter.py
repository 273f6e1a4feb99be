"""The worklist's logic: which films there are, where each is, and which one is shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.desktop.engine import Screener
from app.desktop.worklist.view import FilmRow, FilmState, WorklistView
from app.desktop.worklist.wording import row_line
from app.export.pictures import thumbnail
from app.run.events import Event, FilmRead, FilmRecorded
from audit.log.store import EntryKind


class WorklistListener(Protocol):
    """What the worklist lets others know."""

    def film_chosen(self, path: Path, done: FilmRecorded | None) -> None:
        """Another film is to be shown, with its entry where it has one."""

    def film_recorded(self, done: FilmRecorded) -> None:
        """The film that is shown stands in the log now."""

    def looking(self, under_way: bool) -> None:
        """Whether films are looked for."""

    def problem(self, sentence: str, details: str | None) -> None:
        """Something went wrong with what was opened; an empty sentence when nothing did."""


@dataclass(frozen=True)
class _Film:
    path: Path
    row: FilmRow
    done: FilmRecorded | None = None


class WorklistPresenter:
    """Takes what a person opens and chooses, and what the screening says.

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

    def open(self, paths: Sequence[Path]) -> None:
        """Look through files and folders; the films in them are then added to the worklist, and screened where they are new."""
        if paths:
            self._looking.add(self._engine.find(paths))
            self._listener.looking(True)

    def take_found(self, number: int, films: Mapping[Path, str], sentence: str, details: str | None) -> None:
        """Take in the films of something opened, each with its name; nothing where that was cancelled."""
        if number not in self._looking:
            return
        self._looking.remove(number)
        self._listener.looking(bool(self._looking))
        self._listener.problem(sentence or ("" if films else "No files found in the given paths."), details)
        waiting = {path for paths in self._lists for path in paths}
        wanted = [path for path in films if path not in waiting and not self._is_recorded(path)]
        if not wanted:
            return
        self._lists.append(wanted)
        first = len(self._films)
        self._add([path for path in wanted if path not in self._index], films)
        self._engine.screen(wanted)
        if self._shown is None:
            self.select_film(first)

    def take_step(self, step: Event) -> None:
        """Take in a film that was read or recorded."""
        match step:
            case FilmRead(path, film):
                row = replace(self._films[self._index[path]].row, state=FilmState.READ, line="In work", thumbnail=thumbnail(film))
                self._update(self._index[path], row)
            case FilmRecorded(path):
                self._take_recorded(self._index[path], step)

    def stopped(self) -> None:
        """Take in the end of the oldest list: what was not screened says so."""
        for path in self._lists.popleft() if self._lists else ():
            film = self._films[self._index[path]]
            if film.done is None:
                self._update(self._index[path], replace(film.row, state=FilmState.WAITING, line="Not screened"))

    def cancel(self) -> None:
        """Stop screening, and wait no longer for films that are looked for."""
        self._looking.clear()
        self._listener.looking(False)
        self._engine.cancel()

    def select_film(self, index: int) -> None:
        """Show another film."""
        if index != self._shown and 0 <= index < len(self._films):
            self._shown = index
            self._view.select_film(index)
            self._listener.film_chosen(self._films[index].path, self._films[index].done)

    def _add(self, paths: Sequence[Path], names: Mapping[Path, str]) -> None:
        rows = [FilmRow(names[path], FilmState.WAITING, "Waiting") for path in paths]
        for path, row in zip(paths, rows, strict=True):
            self._index[path] = len(self._films)
            self._films.append(_Film(path, row))
        if rows:
            self._view.add_films(rows)

    def _take_recorded(self, index: int, done: FilmRecorded) -> None:
        line = row_line(done.entry, already_recorded=done.already_recorded, duplicate=done.duplicate)
        row = replace(self._films[index].row, state=FilmState(done.entry.kind), line=line)
        if done.film:
            row = replace(row, thumbnail=thumbnail(done.film))
        # Pixels are read anew for the film that is shown; those of a whole folder are not held.
        self._films[index] = replace(self._films[index], done=replace(done, film=None))
        self._update(index, row)
        if index == self._shown:
            self._listener.film_recorded(done)

    def _is_recorded(self, path: Path) -> bool:
        """Whether a film stands in the log for good; one that failed is tried again."""
        done = self._films[self._index[path]].done if path in self._index else None
        return done is not None and done.entry.kind != EntryKind.FAILED

    def _update(self, index: int, row: FilmRow) -> None:
        self._films[index] = replace(self._films[index], row=row)
        self._view.update_film(index, row)
