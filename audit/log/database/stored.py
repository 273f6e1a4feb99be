"""One entry as it stands in the log, checked against its hash whenever it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from audit.log.chain.links import holds, unpacked
from audit.log.errors import DamagedEntry

Record = dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """One entry as it stands in the log; ``record`` is its body."""

    seq: int
    time_utc: str
    actor: str
    kind: str
    subject: str
    record: Record
    hash: str


def stored(row: Row[Any]) -> Stored:
    """Turn a row into a value.

    Raises:
        DamagedEntry: It is not what its hash says.
    """
    columns = dict(row._mapping)
    written = columns.pop("hash")
    if not holds(columns, written):
        raise DamagedEntry(f"Entry {row.seq} was changed after it was written; 'log verify' tells more.")
    try:
        return Stored(row.seq, row.time_utc, row.actor, row.kind, row.subject, unpacked(row.body), row.hash)
    except ValueError as error:
        raise DamagedEntry(f"Entry {row.seq} has no readable body, though its hash is right; 'log verify --deep' tells more.") from error
