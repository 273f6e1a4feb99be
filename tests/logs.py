"""What tests ask of a log: how many films it holds, and ways of a forger."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from audit.log.store import Log, Stored
from audit.log.verify.verify import verify
from audit.records.kinds import OF_FILMS


def films(file: Path) -> list[Stored]:
    """Return the entries of films of a log that holds."""
    found = verify(file, deep=True)
    assert found.damage is None, found.damage
    with Log(file, writing=False) as log:
        return list(log.entries(kinds=OF_FILMS))


def last(file: Path, kind: str) -> Stored:
    """Return the last entry of a kind."""
    with Log(file, writing=False) as log:
        return [entry for entry in log.entries() if entry.kind == kind][-1]


def forge(file: Path, *statements: str) -> None:
    """Change a log past its guards."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            database.execute(statement)
