"""The deep look: projections and blobs are what the entries say, no more and no less."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import Table

from audit.log.chain.links import unpacked
from audit.log.database.projection import Row, project
from audit.log.database.schema import PROJECTIONS
from audit.log.verify.damage import Damage, DamageKind
from audit.records.body import body_of

_BLOBS = """
SELECT CAST(blob.sha256 AS BLOB), blob.data, named.seq FROM blob
LEFT JOIN (SELECT sha256, min(entry_seq) AS seq FROM blob_use GROUP BY sha256) AS named ON named.sha256 = blob.sha256
"""
_NO_BLOB = """
SELECT use.entry_seq, use.role FROM blob_use AS use
WHERE NOT EXISTS (SELECT 1 FROM blob WHERE blob.sha256 = use.sha256)
  AND NOT EXISTS (SELECT 1 FROM purge WHERE purge.sha256 = use.sha256 AND purge.entry_seq > use.entry_seq)
ORDER BY use.entry_seq LIMIT 1
"""


def compare(database: sqlite3.Connection, *, projections: bool = True) -> Damage | None:
    """Return the first body that is none, or row or blob that is not what its entry says; streams. The chain itself must hold.

    Args:
        database: The log.
        projections: Whether its tables are those of this version.
    """
    return _rows(database, PROJECTIONS if projections else ()) or _blobs(database) or _pages(database)


def _rows(database: sqlite3.Connection, projections: Sequence[Table]) -> Damage | None:
    tables = [_Rows(database, table) for table in projections]
    for seq, time, actor, kind, body in database.execute("SELECT seq, time_utc, actor, kind, body FROM entry ORDER BY seq"):
        try:
            wanted = project(seq, _text(time), _text(actor), body_of(_text(kind), unpacked(body)))
        except ValueError:
            return Damage(DamageKind.UNREADABLE, seq, f"the body of entry {seq} is none that the log writes, though its hash is right")
        for table in tables:
            if damage := table.differ(seq, wanted[table.name]):
                return damage
    for table in tables:
        if table.next is not None:
            return table.extra()
    return None


class _Rows:
    """The rows of one projection, in the order of their entries."""

    def __init__(self, database: sqlite3.Connection, table: Table) -> None:
        self.name = table.name
        self._columns = [column.name for column in table.columns]
        self._key = len(table.primary_key)
        order = ", ".join(column.name for column in table.primary_key)
        self._rows: Iterator[Row] = database.execute(f"SELECT {', '.join(self._columns)} FROM {table.name} ORDER BY {order}")
        self._advance()

    def _advance(self) -> None:
        row = next(self._rows, None)
        self.next = tuple(map(_text, row)) if row else None

    def differ(self, seq: int, wanted: list[Row]) -> Damage | None:
        """Compare an entry's rows with those that it should have."""
        for row in wanted:
            if self.next is None or self._comes_after(row):
                return self._damage(DamageKind.PROJECTION_MISSING, seq, "lacks a row")
            if self.next[: self._key] != row[: self._key]:
                return self.extra()
            if self.next != row:
                column = next(name for name, is_, should in zip(self._columns, self.next, row, strict=True) if is_ != should)
                return self._damage(DamageKind.PROJECTION_DIFFERS, seq, f"says another {column} than the entry")
            self._advance()
        if self.next is not None and self.next[0] <= seq:
            return self.extra()
        return None

    def _comes_after(self, row: Row) -> bool:
        """Tell whether the next row stands behind this one; a forged text or bytes stand behind numbers."""
        assert self.next is not None
        try:
            return self.next[: self._key] > row[: self._key]
        except TypeError:
            return True

    def extra(self) -> Damage:
        """Say that the next row belongs to no entry."""
        assert self.next is not None
        return self._damage(DamageKind.PROJECTION_EXTRA, self.next[0], "has a row that no entry says")

    def _damage(self, kind: DamageKind, seq: int, what: str) -> Damage:
        return Damage(kind, seq, f"the table {self.name} {what}, at entry {seq}")


def _blobs(database: sqlite3.Connection) -> Damage | None:
    for name, data, seq in database.execute(_BLOBS):
        digest = sha256(data).hexdigest().encode() if isinstance(data, bytes) else b""
        if digest != name:
            seq = seq or database.execute("SELECT min(entry_seq) FROM blob_use WHERE CAST(sha256 AS BLOB) = ?", (digest,)).fetchone()[0]
            return Damage(DamageKind.BLOB_EDITED, seq, f"the bytes of a blob of entry {seq} were changed")
        if seq is None:
            return Damage(DamageKind.BLOB_EXTRA, None, f"a blob is there that no entry names: {digest.decode()}")
    missing = database.execute(_NO_BLOB).fetchone()
    if missing:
        return Damage(DamageKind.BLOB_MISSING, missing[0], f"{_text(missing[1])} of entry {missing[0]} missing, and no tombstone says why")
    return None


def _pages(database: sqlite3.Connection) -> Damage | None:
    (verdict,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    return None if _text(verdict) == "ok" else Damage(DamageKind.FILE_DAMAGED, None, f"SQLite says '{_text(verdict)}'")


def _text(value: Any) -> Any:
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else value
