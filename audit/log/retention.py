"""Retention: blobs are let go after their time, each named by a tombstone in the chain; entries never are."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text

from audit.counted import counted
from audit.log.database.appending import Draft, add_own_entry
from audit.log.database.schema import blob, blob_use, entry
from audit.records.events import BlobsPurgedRecord
from audit.records.kinds import EntryKind

_AT_ONCE = 10_000
_BURY = text("DELETE FROM blob WHERE sha256 IN (SELECT sha256 FROM purge WHERE entry_seq = :seq)")


def bury_blobs(connection: Connection, *, before: datetime, actor: str, time_utc: str, code_version: str | None) -> int:
    """Delete the blobs that no entry since ``before`` names, behind tombstones; return how many.

    The guard of the table lets a blob go only while its tombstone is the chain's head.
    """
    limit, buried = before.astimezone(UTC).isoformat(timespec="milliseconds"), 0
    while names := _names(connection, limit):
        what = counted(len(names), "map or mask was", "maps and masks were")
        sentence = f"{what} let go, of entries before {limit}."
        record = BlobsPurgedRecord(sentence=sentence, code_version=code_version, before=limit, blobs=tuple(names))
        seq = add_own_entry(connection, Draft(EntryKind.BLOBS_PURGED, actor, "blobs", record), time_utc=time_utc)
        connection.execute(_BURY, {"seq": seq})
        buried += len(names)
    return buried


def _names(connection: Connection, limit: str) -> list[str]:
    query = (
        select(blob.c.sha256)
        .join(blob_use, blob_use.c.sha256 == blob.c.sha256)
        .join(entry, entry.c.seq == blob_use.c.entry_seq)
        .group_by(blob.c.sha256)
        .having(func.max(entry.c.time_utc) < limit)
        .order_by(blob.c.sha256)
        .limit(_AT_ONCE)
    )
    return list(connection.execute(query).scalars())
