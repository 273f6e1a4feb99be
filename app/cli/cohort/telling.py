"""What is told of a cohort before any number: which films it is of, what was left out, whose the films are, and what the table gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.cohort.gathering import Gathered, OfTable
from audit.cohort.labels.columns import Kind
from audit.cohort.patients import Patients
from audit.counted import counted, films_of

_HASH, _ENTRIES = 16, 5
_FURTHER = "of a film with an earlier row, which counts but for lists of findings"


def told(found: Gathered) -> Iterator[str]:
    """Yield the lines."""
    query = found.query
    yield f"Cohort: {query.name}. Query sha256 {query.sha256[:_HASH]}…"
    if found.several_classifiers:
        yield "Several classifiers are in this log; this is the one of most films. --classifier names another."
    weights, method = query.classifier[1][:_HASH], query.fingerprint[:_HASH]
    yield f"{films_of(len(found.cohort.seq), found.patients.count)}. Weights sha256 {weights}…, method {method}…"
    yield from _left_out(found)
    yield from _patients(found.patients)
    if found.of_table:
        yield from _table(found.of_table)
    for name, count in found.differing.items():
        yield f"The table and the headers tell another {name} of {counted(count, 'film')}; the table counts."
    total = len(found.cohort.seq)
    if len(found.lacking) < total:
        yield f"Of {total - len(found.lacking)} of {counted(total, 'film')} the log holds what filling them in did."
    if found.unused:
        yield f"No groups, since not more than one value is known: {', '.join(found.unused)}."


def _left_out(found: Gathered) -> Iterator[str]:
    out = found.left_out
    others = [f"{counted(count, 'film')} of {name}" for name, count in out.other_classifiers]
    counts = (
        (out.otherwise_entered, "not screened at that time and read from there"),
        (out.filtered, "not as --where asks"),
        (out.other_methods, "screened by other methods alone"),
        (out.without_fingerprint, "in entries that do not tell their whole method"),
    )
    told = [*others, *(f"{counted(count, 'film')} {what}" for count, what in counts if count)]
    if out.not_screened:
        told.append(counted(out.not_screened, "entry of a film that was refused or failed", "entries of films that were refused or failed"))
    if told:
        yield f"Left out: {', '.join(told)}."
    if out.repeats:
        earlier = counted(out.repeats, "entry is an earlier screening", "entries are earlier screenings")
        yield f"{earlier} of the same films; of each film the last counts."


def _patients(found: Patients) -> Iterator[str]:
    if found.from_table:
        yield f"Of {counted(found.from_table, 'film')} the patient is as the table says."
    if found.unknown:
        yield f"Of {counted(found.unknown, 'film')} the patient is not known; each counts as a patient of its own."
    doubts: tuple[tuple[Sequence[Sequence[int]], str], ...] = (
        (found.under_two_ids, "may be of one patient under several identifiers"),
        (found.of_two_rows, "are of one patient by their headers and of several by the table"),
        (found.same_pixels, "have the same pixels"),
        (found.nearly_same, "have the same scores, lungs and tags within 0.001: near-duplicates"),
    )
    for groups, what in doubts:
        if groups:
            yield f"Films in {counted(len(groups), 'group')} {what}: {_entries(groups)}. They were not merged."


def _entries(groups: Sequence[Sequence[int]]) -> str:
    shown = "; ".join(
        "entries " + ", ".join(map(str, group[:_ENTRIES])) + (" …" if len(group) > _ENTRIES else "") for group in groups[:_ENTRIES]
    )
    return f"{shown}; …" if len(groups) > _ENTRIES else shown


def _table(of: OfTable) -> Iterator[str]:
    yield "Table of labels:"
    yield from (f"  {line}" for line in of.table.told)
    join = of.join
    matched = len(join.row) - join.films_without_row
    yield f"  Films are found by {join.by} in column '{join.column}': {matched} of {counted(len(join.row), 'film')} have a row."
    others = (
        (join.rows_without_film, "row is of no film of this cohort", "rows are of no film of this cohort"),
        (join.rows_of_one_film, f"row is {_FURTHER}", f"rows are {_FURTHER}"),
        (join.ambiguous, "row names a file as several films are called", "rows name a file as several films are called"),
    )
    yield from (f"  {counted(count, *what)}." for count, *what in others if count)
    yield from (f"  {line}" for line in of.labelled.told)
    columns = of.labelled.columns
    attributes = [column.means for column in columns if column.kind is Kind.ATTRIBUTE]
    if attributes:
        yield f"  Attributes: {', '.join(attributes)}."
    for kind in Kind:
        if left_out := [column.name for column in columns if column.left_out and column.kind is kind]:
            yield f"  Left out, {kind.value}: {', '.join(left_out)}."
    if any(column.left_out for column in columns):
        yield "  --group takes a column that was left out as a group all the same."
