"""The kept logs of earlier versions, and what stands in their tables."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "log" / "kept"
KEPT = tuple(sorted(file.stem for file in _FOLDER.glob("*.db")))


def copy_of(name: str, folder: Path) -> Path:
    """A copy of a kept log, under one name for all."""
    return Path(shutil.copy(_FOLDER / f"{name}.db", folder / "audit.db"))


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    """What a query finds, past the log."""
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def forge(file: Path, statement: str, *values: Any) -> None:
    """Change a log past its guards, which are put back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        guards = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement, values)
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for name, sql in guards:
            if name.rpartition("_no_")[0] in tables:
                database.execute(sql)


@cache
def bodies() -> tuple[tuple[str, str, bytes], ...]:
    """The log, the kind and the JSON text of every kept entry."""
    found = []
    for name in KEPT:
        with closing(sqlite3.connect(f"{(_FOLDER / f'{name}.db').as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found += [(name, kind, zlib.decompress(body)) for kind, body in database.execute("SELECT kind, body FROM entry ORDER BY seq")]
    return tuple(found)
