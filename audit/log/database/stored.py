"""One entry as it stands in the log, checked against its hash whenever it is read."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from audit.log.chain.links import holds, unpacked
from audit.log.errors import DamagedEntry
from audit.records.body import Body, body_of, excerpt_of
from audit.records.excerpt import FilmExcerpt
from audit.records.film import FilmRecord
from audit.records.kinds import EntryKind


@dataclass(frozen=True)
class Stored:
    """One entry as it stands in the log.

    Attributes:
        record: Its body; one of an earlier schema as the present one.
        packed: The body as it is stored and hashed.
    """

    seq: int
    time_utc: str
    actor: str
    kind: str
    subject: str
    record: Body
    hash: str
    packed: bytes = field(repr=False, compare=False)

    @property
    def film(self) -> FilmRecord:
        """The record of an entry of a film."""
        assert isinstance(self.record, FilmRecord), "asked of entries of films alone"
        return self.record

    def as_written(self) -> dict[str, Any]:
        """Return the body as it was written, in the schema of its time."""
        value: dict[str, Any] = json.loads(unpacked(self.packed))
        return value


@dataclass(frozen=True)
class Appended:
    """What became of a draft.

    Attributes:
        entry: That was added, or the one that was found instead.
        was_there: It was found.
    """

    entry: Stored
    was_there: bool


@dataclass(frozen=True, slots=True)
class Excerpted:
    """A film's entry, checked against its hash, of whose body no more is read than a cohort asks.

    Attributes:
        film: None of a film that was not screened.
    """

    seq: int
    time_utc: str
    kind: str
    subject: str
    film: FilmExcerpt | None


def stored(row: Row[Any]) -> Stored:
    """Turn a row into a value.

    Raises:
        DamagedEntry: It is not what its hash says.
    """
    _check(row)
    try:
        record = body_of(row.kind, unpacked(row.body))
    except ValueError as error:
        raise _unreadable(row) from error
    return Stored(row.seq, row.time_utc, row.actor, row.kind, row.subject, record, row.hash, row.body)


def excerpted(row: Row[Any]) -> Excerpted:
    """Turn a row of a film's entry into what a cohort asks of it.

    Raises:
        DamagedEntry: It is not what its hash says.
    """
    _check(row)
    try:
        film = excerpt_of(row.kind, unpacked(row.body)) if row.kind == EntryKind.SCREENED else None
    except ValueError as error:
        raise _unreadable(row) from error
    return Excerpted(row.seq, row.time_utc, row.kind, row.subject, film)


def _check(row: Row[Any]) -> None:
    columns = dict(row._mapping)
    written = columns.pop("hash")
    if not holds(columns, written):
        raise DamagedEntry(f"Entry {row.seq} was changed after it was written; 'log verify' tells more.")


def _unreadable(row: Row[Any]) -> DamagedEntry:
    return DamagedEntry(f"Entry {row.seq} has no readable body, though its hash is right; 'log verify --deep' tells more.")
