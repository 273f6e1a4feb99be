"""The verifier: walks the chain from the first entry and names the first one that does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from audit.log.chain import GENESIS, holds
from audit.log.connection import open_engine, told


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found.

    Attributes:
        entries: How many entries hold.
        head: Hash of the last of them.
        damage: What is wrong with the first that does not hold; None where all do.
    """

    entries: int
    head: str
    damage: str | None


WHAT_IT_PROVES = (
    "No entry was changed, removed or inserted after a later one was written. It does not prove who wrote the file: "
    "whoever can write it can build a new chain, and entries cut from the end leave no trace in the file itself."
)


def verify(path: Path) -> Verification:
    """Check numbers, links and hashes of all entries; streams.

    Raises:
        NotALog, LogUnavailable: The file cannot be read as a log.
    """
    engine = open_engine(path, create=False)
    expected, previous = 1, GENESIS
    columns = "seq, time_utc, actor, kind, subject, body, previous_hash, hash"
    try:
        with told(path), engine.connect() as connection:
            for row in connection.execute(text(f"SELECT {columns} FROM entry ORDER BY seq"), execution_options={"yield_per": 500}):
                stated = dict(row._mapping)
                written = stated.pop("hash")
                if row.seq != expected:
                    return Verification(expected - 1, previous, f"entry {expected} is missing")
                if row.previous_hash != previous:
                    return Verification(expected - 1, previous, f"entry {row.seq} does not follow the one before it")
                if not holds(stated, written):
                    return Verification(expected - 1, previous, f"entry {row.seq} was changed after it was written")
                expected, previous = expected + 1, written
    finally:
        engine.dispose()
    return Verification(expected - 1, previous, None)
