"""The look at a log before anything is added to it: a chain that is broken at its end is not made longer."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from sqlalchemy import Connection, select

from audit.log.chain.links import holds
from audit.log.database.schema import checkpoint, entry
from audit.log.errors import LogUnavailable

_ENTRIES = 100
_QUICK_BYTES = 50_000_000


def check_at_start(connection: Connection, path: Path) -> None:
    """Check the last hundred entries, that no checkpoint stands beyond them, and the pages of a file that is not large.

    Raises:
        LogUnavailable: Something is wrong; the sentence says what.
    """
    rows = connection.execute(select(entry).order_by(entry.c.seq.desc()).limit(_ENTRIES)).mappings().all()
    for row in rows:
        if not holds({name: value for name, value in row.items() if name != "hash"}, row["hash"]):
            raise _damaged(path, f"entry {row['seq']} was changed after it was written")
    for later, earlier in pairwise(rows):
        if (later["seq"], later["previous_hash"]) != (earlier["seq"] + 1, earlier["hash"]):
            raise _damaged(path, f"entry {later['seq']} does not follow the one before it")
    signed = connection.execute(select(checkpoint).order_by(checkpoint.c.number.desc()).limit(1)).first()
    if signed and signed.entry_seq > (rows[0]["seq"] if rows else 0):
        raise _damaged(path, "its last entries were cut off")
    if path.stat().st_size < _QUICK_BYTES and (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
        raise _damaged(path, f"SQLite says '{found}'")


def _damaged(path: Path, what: str) -> LogUnavailable:
    return LogUnavailable(
        f"The audit log {path.name} is damaged: {what}. 'log verify' tells more. Nothing was written; keep the file and use another."
    )
