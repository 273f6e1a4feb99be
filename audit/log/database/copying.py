"""The copy of a log's file, made under a name of its own until it is verified."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from audit.log.database.connection import explained, open_engine
from audit.log.errors import LogUnavailable


def copy_file(source: Path, target: Path, *, schema: int | None = None) -> None:
    """Copy by SQLite's own online backup, and leave a single file without a write-ahead log, which also a read-only medium can hold."""
    engine = open_engine(source, create=False, schema=schema)
    try:
        with explained(target, writing=True), closing(engine.raw_connection()) as pooled, closing(sqlite3.connect(target)) as copy:
            assert isinstance(pooled.driver_connection, sqlite3.Connection)
            pooled.driver_connection.backup(copy, pages=1000)
            copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        engine.dispose()
    with target.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def fresh_file(folder: Path) -> Iterator[Path]:
    """A new file that only its owner reads, under a name that nobody has; it is gone afterwards, unless it was given another name."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".copy.")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def give_name(partial: Path, target: Path) -> None:
    """Give a file a name that is free; no hard link is needed, which not every drive knows.

    Raises:
        FileExistsError: It is not free.
        OSError: The name cannot be given.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        os.replace(partial, target)
    except OSError:
        target.unlink()
        raise


@contextmanager
def explained_copy(name: str, *, also: str = "") -> Iterator[None]:
    """Turn the system's errors into a sentence on the copy.

    Args:
        name: Of the copy.
        also: What the sentence says besides.

    Raises:
        LogUnavailable: It cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise LogUnavailable(f"The copy {name} cannot be written: {error.strerror}. {also}".rstrip()) from error
