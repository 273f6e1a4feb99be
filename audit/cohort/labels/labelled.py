"""What a person's table says of each film of a cohort: truths, patients and attributes, and what of it was not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audit.cohort.labels.cells import decade_of, is_unknown, is_unsure, number_of, parts_of, plain, sex_of, truth_of
from audit.cohort.labels.columns import NEVER_GROUPS, Column, Kind, recognised
from audit.cohort.labels.joining import Joined
from audit.cohort.labels.reading import NoTable, Table
from audit.counted import counted

_BANDED_FROM = 10


@dataclass(frozen=True)
class Labelled:
    """A table, as far as it is of the films of a cohort.

    Attributes:
        columns: What each is.
        truth: By label, 1 or 0 a film, shape (films,); NaN where nobody said.
        patients: A film, as the table names them; None where it does not. Never shown.
        attributes: By name, a value a film; None is unknown.
        told: Sentences on what was taken, and how.
    """

    columns: tuple[Column, ...]
    truth: Mapping[str, NDArray[np.float64]]
    patients: tuple[str | None, ...]
    attributes: Mapping[str, tuple[str | None, ...]]
    told: tuple[str, ...]


def labelled(
    table: Table, join: Joined, labels: Sequence[str], *, named: Mapping[str, str] | None = None, groups: Sequence[str] = ()
) -> Labelled:
    """Return what a table says of films.

    Args:
        table: A person's.
        join: Its rows by film.
        labels: Of the classifier.
        named: Labels by the columns that a person named for them.
        groups: Columns that a person named as groups.

    Raises:
        NoTable: A column or a label that was named is not there, or patients, persons or films were named as groups.
    """
    columns = recognised(table, labels, key=join.column, named=_checked(table, labels, named or {}), groups=groups)
    told = list[str]()
    cells = {column.name: _of_films(table.column(column.name), join) for column in columns if not column.left_out}
    truth = dict[str, NDArray[np.float64]]()
    for column in columns:
        if column.kind is Kind.FINDINGS:
            found = _listed(table.column(column.name), join, labels)
            told += _told_of_list(column.name, found, labels)
            truth = found | truth
    for column in columns:
        if column.kind is Kind.LABEL:
            truth[column.means] = np.array([truth_of(cell) for cell in cells[column.name]])
            told += _told_of_label(column, cells[column.name])
    patients = next((cells[column.name] for column in columns if column.kind is Kind.PATIENT), [""] * len(join.row))
    attributes = {column.means: _values(column, cells[column.name]) for column in columns if column.kind is Kind.ATTRIBUTE}
    if any(column.kind in NEVER_GROUPS and column.name in groups for column in columns):
        raise NoTable("What names single patients or films is no group, and is never shown; name another column.")
    return Labelled(columns, truth, tuple(None if is_unknown(one) else one for one in patients), attributes, tuple(told))


def _checked(table: Table, labels: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    """Return the named columns with their labels as the classifier spells them."""
    by_name = {plain(label): label for label in labels}
    for column, label in named.items():
        if column not in table.columns:
            raise NoTable(f"It has no column '{column}'; it has: {', '.join(table.columns)}.")
        if plain(label) not in by_name:
            raise NoTable(f"The classifier has no label '{label}'; it has: {', '.join(labels)}.")
    return {column: by_name[plain(label)] for column, label in named.items()}


def _of_films(cells: Sequence[str], join: Joined) -> list[str]:
    return [cells[row] if row >= 0 else "" for row in join.row]


def _listed(column: Sequence[str], join: Joined, labels: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Return truths by lists of findings, all rows of a film together; a label that no row of the table names was not looked for."""
    looked_for = {part for cell in set(column) for part in parts_of(cell)}
    parts: list[set[str] | None] = [None] * len(join.row)
    for film, row in (*enumerate(join.row), *join.further):
        if row >= 0 and not is_unknown(column[row]):
            parts[film] = (parts[film] or set()) | parts_of(column[row])
    return {
        label: np.array([np.nan if one is None else float(plain(label) in one) for one in parts])
        for label in labels
        if plain(label) in looked_for
    }


def _told_of_list(name: str, found: Mapping[str, object], labels: Sequence[str]) -> Iterator[str]:
    taken = counted(len(found), "label is", "labels are")
    yield f"Column '{name}' lists findings: {taken} taken as present where named, and as absent elsewhere."
    if missing := [label for label in labels if label not in found]:
        yield f"No row of it names {', '.join(missing)}; they are taken as not looked for."


def _told_of_label(column: Column, cells: Sequence[str]) -> Iterator[str]:
    yield f"Column '{column.name}' is the truth of {column.means}."
    unsure = sum(map(is_unsure, cells))
    other = sum(not is_unsure(cell) and not is_unknown(cell) and truth_of(cell) != truth_of(cell) for cell in cells)
    if unsure or other:
        yield f"In it {counted(unsure, 'film is', 'films are')} uncertain and {other} neither yes nor no; they are taken as unknown."


def _values(column: Column, cells: Sequence[str]) -> tuple[str | None, ...]:
    if column.means == "age":
        return tuple(map(decade_of, cells))
    known = [None if is_unknown(cell) else cell for cell in cells]
    if column.means == "sex":
        return tuple(cell and sex_of(cell) for cell in known)
    return _banded(known) or tuple(known)


def _banded(known: Sequence[str | None]) -> tuple[str | None, ...] | None:
    """Return many different numbers by quarters of the films; None where they are no numbers, or few."""
    numbers = [None if cell is None else number_of(cell) for cell in known]
    values = [number for number in numbers if number is not None]
    if len(set(values)) <= _BANDED_FROM or any(cell is not None and number is None for cell, number in zip(known, numbers, strict=True)):
        return None
    edges = [float(edge) for edge in np.quantile(values, [0.25, 0.5, 0.75])]
    between = (f"over {low:g} to {high:g}" for low, high in pairwise(edges))
    names = (f"up to {edges[0]:g}", *between, f"over {edges[-1]:g}")
    return tuple(None if number is None else names[int(np.searchsorted(edges, number))] for number in numbers)
