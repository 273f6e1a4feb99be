"""Which row of a person's table is of which film: by SOP Instance UID, else by file name. Accession numbers are not in the log."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.cohort.film_row import FilmRow
from audit.cohort.labels.cells import is_unknown
from audit.cohort.labels.reading import NoTable, Table

KnownAs = Callable[[Collection[str], Collection[str]], Mapping[str, Collection[str]]]
"""Gives, for names of files as a table spells them, the hashes of paths or of files that they may stand for.

It is given the names, and the hashes of paths that the log holds."""

_BY_UID, _BY_FILE = "SOP Instance UID", "file name"
_MOST_ROWS = 50
"""Rows a name, on average, from which on a column names no files: tables with a row a finding have several a film."""


@dataclass(frozen=True)
class Joined:
    """Rows of a table, by film.

    Attributes:
        column: The column that names the films.
        by: What of a film it names.
        row: Number of each film's row, in the order of the films; -1 for a film without one.
        rows_without_film: How many rows are of no film of the cohort.
        rows_of_one_film: How many more rows there are of films that have one: of each the first counts.
        ambiguous: How many rows name a file as several films are called.
        further: Each film, by its place, and row of those that are more rows of it; lists of findings go on in them.
    """

    column: str
    by: str
    row: tuple[int, ...]
    rows_without_film: int
    rows_of_one_film: int
    ambiguous: int
    further: tuple[tuple[int, int], ...] = ()

    @property
    def films_without_row(self) -> int:
        """How many films have no row."""
        return self.row.count(-1)

    @property
    def sha256(self) -> str:
        """Of which row is of which film."""
        return hashlib.sha256(" ".join(map(str, self.row)).encode()).hexdigest()


def joined(table: Table, films: Sequence[FilmRow], known_as: KnownAs | None) -> Joined:
    """Join a table to films, by the column that names most of them.

    Args:
        table: A person's.
        films: Of a cohort.
        known_as: By which files are known to the log; None asks for UIDs alone.

    Raises:
        NoTable: No row is of any film, or the row of names is.
    """
    by_uid = _films_by((film.sop_instance_uid or "", at) for at, film in enumerate(films))
    found = [_by_column(table, column, {uid: [uid] for uid in table.column(column)}, by_uid, _BY_UID, films) for column in table.columns]
    if known_as and not any(map(_matches, found)):
        by_file = _films_by((key, at) for at, film in enumerate(films) for key in (film.subject, film.file_sha256))
        found = [
            _by_column(table, column, known_as(set(table.column(column)), {film.subject for film in films}), by_file, _BY_FILE, films)
            for column in table.columns
            if _may_name_files(table.column(column))
        ]
    best = max(found, key=_matches, default=None)
    if best is None or not _matches(best):
        raise NoTable(_NO_MATCH)
    keys = (
        [best.column]
        if best.by == _BY_UID or not known_as
        else known_as({best.column}, {film.subject for film in films}).get(best.column, ())
    )
    if any(key in (film.sop_instance_uid, film.subject, film.file_sha256) for key in keys for film in films):
        raise NoTable("Its first row is of a film; give it a row of columns' names before that.")
    return best


_NO_MATCH = (
    "No row is of a film of this cohort: no column holds SOP Instance UIDs, or names of files as they were screened on this machine by "
    "you. Where the films lie elsewhere now, or the table lies elsewhere, name their folder with --films."
)


def _films_by(keys: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found = defaultdict[str, list[int]](list)
    for key, at in keys:
        if key:
            found[key].append(at)
    return found


def _may_name_files(cells: Sequence[str]) -> bool:
    return len(cells) <= _MOST_ROWS * len(set(cells))


def _matches(one: Joined) -> int:
    return len(one.row) - one.films_without_row


def _by_column(
    table: Table, column: str, keys: Mapping[str, Collection[str]], films_by: Mapping[str, list[int]], by: str, films: Sequence[FilmRow]
) -> Joined:
    row_of = [-1] * len(films)
    without = more = ambiguous = 0
    further = list[tuple[int, int]]()
    for number, cell in enumerate(table.column(column)):
        of = set() if is_unknown(cell) else {at for key in keys.get(cell, ()) for at in films_by.get(key, ())}
        if by == _BY_FILE and len({films[at].file_sha256 for at in of}) > 1:
            ambiguous += 1
        elif not of:
            without += 1
        else:
            more += all(row_of[at] >= 0 for at in of)
            further += [(at, number) for at in sorted(of) if row_of[at] >= 0]
            for at in of:
                row_of[at] = number if row_of[at] < 0 else row_of[at]
    return Joined(column, by, tuple(row_of), without, more, ambiguous, tuple(further))
