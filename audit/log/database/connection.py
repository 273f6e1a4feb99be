"""How the file is opened: durable, with foreign keys, never by two writers at once, and only if it is a log of this schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool

from audit.log.database.schema import FIRST, SCHEMA, metadata
from audit.log.database.signature import APPLICATION_ID
from audit.log.errors import LogUnavailable, NotALog

_BUSY_SECONDS = 20


def open_engine(path: Path, *, create: bool, schema: int | None = SCHEMA) -> Engine:
    """Open a log; its one connection belongs to the thread that opened it.

    Args:
        path: The SQLite file.
        create: Make it when it is missing, and open it for writing; else it is opened for reading only.
        schema: Which it must have; None is any that this version reads, whose entries are the same.

    Raises:
        NotALog: The file is missing, something else, or a log of another schema.
        LogUnavailable: It cannot be opened now.
    """
    if not create and not path.is_file():
        raise NotALog(f"There is no audit log named {path.name}.")
    engine = create_engine("sqlite://", poolclass=StaticPool, creator=lambda: _writer(path) if create else _reader(path))
    event.listen(engine, "connect", _configure_writer if create else _configure_reader)
    event.listen(engine, "begin", _begin)
    try:
        with explained(path, writing=create), transaction(engine, writing=create) as connection:
            _check_schema(connection, path, create=create, schema=schema)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def transaction(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """One transaction; a writing one holds the file from its first statement on."""
    with engine.connect().execution_options(writing=writing) as connection, connection.begin():
        yield connection


@contextmanager
def explained(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Turn the database's own errors into sentences.

    Args:
        path: The file.
        writing: Something was to be written; then the sentence says that it was not.

    Raises:
        NotALog: The file is no database.
        LogUnavailable: It is locked, read-only, full or damaged.
    """
    try:
        yield
    except (DatabaseError, sqlite3.DatabaseError) as error:
        reason = str(error.orig if isinstance(error, DatabaseError) else error).lower()
        if "not a database" in reason:
            raise NotALog(f"{path.name} is not an audit log.") from error
        for part, sentence in _REASONS.items():
            if part in reason:
                raise LogUnavailable(f"The audit log {path.name} {sentence}{' Nothing was written.' if writing else ''}") from error
        raise


_REASONS = {
    "full": "cannot grow: the disk is full.",
    "locked": f"has been locked by another program for {_BUSY_SECONDS} seconds.",
    "readonly": "is read-only.",
    "unable to open": "cannot be opened; is the folder there, and are you allowed to?",
    "disk i/o error": "cannot be used: the disk reports an error.",
    "malformed": "is damaged.",
    "no such table": "is damaged: a table is missing.",
    "no such column": "is damaged: a column is missing.",
}


def _writer(path: Path) -> sqlite3.Connection:
    return _connect(path, "mode=rwc")


def _reader(path: Path) -> sqlite3.Connection:
    """Open for reading, also where the files of a write-ahead log cannot be made: on a read-only medium nobody else writes."""
    connection = _connect(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        if not any(part in str(error) for part in ("unable to open", "readonly")):
            raise
        waiting = path.with_name(f"{path.name}-wal")
        if waiting.is_file() and waiting.stat().st_size:
            sentence = f"The last entries of {path.name} are in {waiting.name}, and cannot be read here, where nothing can be written."
            raise LogUnavailable(f"{sentence} Copy both to a folder of your own.") from error
        connection = _connect(path, "mode=ro&immutable=1")
    return connection


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?{how}", timeout=_BUSY_SECONDS, uri=True)


def _configure_writer(connection: Any, _: Any) -> None:
    _configure_reader(connection, _)
    # The journal's mode is written into the file, and a file of another program is left as it is.
    (owner,), (pages,) = (connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "page_count"))
    if owner == APPLICATION_ID or pages == 0:
        connection.execute("PRAGMA journal_mode = WAL")
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _configure_reader(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    # A forged entry may hold bytes that are no text; it is to be found, not to stop the reading.
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writing"):
        _begin_writer(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writer(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def schema_of(path: Path) -> int | None:
    """Return the schema of a log; None where the file is none, or is not there.

    Raises:
        LogUnavailable: It cannot be opened now.
    """
    if not path.is_file():
        return None
    with explained(path), closing(_reader(path)) as database:
        (owner,), (found,) = (database.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version"))
    return int(found) if owner == APPLICATION_ID else None


def _check_schema(connection: Connection, path: Path, *, create: bool, schema: int | None) -> None:
    found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    owner = int(connection.exec_driver_sql("PRAGMA application_id").scalar_one())
    empty = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
    if create and empty:
        metadata.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    elif owner != APPLICATION_ID:
        raise NotALog(f"{path.name} is a database, but not an audit log.")
    elif found != schema and not (schema is None and FIRST <= found <= SCHEMA):
        raise NotALog(f"{path.name} is a log of {_age(found)}.")


def _age(found: int) -> str:
    if found > SCHEMA:
        return f"a newer schema ({found}; this version reads {SCHEMA}); use the version that wrote it, or another file"
    if found < FIRST:
        return f"an older, development schema ({found}; this version reads {SCHEMA}); use another file"
    return f"an older schema ({found}; this version writes {SCHEMA}); 'log backup' brings it up to date, and leaves a copy as it was"
