"""The copy of a log's file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from audit.log.database.connection import open_engine, told
from audit.log.database.schema import SCHEMA


def copy_file(source: Path, target: Path, *, schema: int = SCHEMA) -> None:
    """Copy by SQLite's own online backup, and leave a single file without a write-ahead log, which also a read-only medium can hold."""
    engine = open_engine(source, create=False, schema=schema)
    try:
        with told(target, writing=True), closing(engine.raw_connection()) as pooled, closing(sqlite3.connect(target)) as copy:
            assert isinstance(pooled.driver_connection, sqlite3.Connection)
            pooled.driver_connection.backup(copy, pages=1000)
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        engine.dispose()
    with target.open("rb") as written:
        os.fsync(written.fileno())
