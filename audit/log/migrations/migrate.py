"""From an older schema to this one: after a verified copy, and in one transaction, so that it happens wholly or not at all.

Alembic scripts alter the tables. Entries are never touched; projections are made again from them.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Connection, select

from audit.log.account import account
from audit.log.chain.links import unpacked
from audit.log.database.appending import Draft, add_own_entry, insert_rows
from audit.log.database.connection import explained, open_engine, schema_of, transaction
from audit.log.database.copying import copy_file, explained_copy, fresh_file, give_name
from audit.log.database.projection import project
from audit.log.database.schema import FIRST, PROJECTIONS, SCHEMA, entry, triggers
from audit.log.errors import LogUnavailable
from audit.log.verify.verify import reading
from audit.log.verify.walk import walk
from audit.records.body import body_of
from audit.records.events import MigratedRecord
from audit.records.kinds import EntryKind

_SCRIPTS = Path(__file__).parent


def bring_up_to_date(path: Path, *, code_version: str | None = None, scripts: Path = _SCRIPTS, wanted: int = SCHEMA) -> Path | None:
    """Migrate a log of an older schema, and return the copy of it as it was; any other file is left to who opens it, with None.

    Args:
        path: The log. A copy of it as it was is left beside it, named by its schema and, where there is such a file, a number.
        code_version: Of the program, for the entry that says so.
        scripts: Where the Alembic scripts are; the number of a revision is the schema that it leads to.
        wanted: The schema to come to.

    Raises:
        LogUnavailable: It is damaged, or cannot be copied or written; it is as it was.
    """
    found = schema_of(path)
    if found is None or not FIRST <= found < wanted:
        return None
    engine = open_engine(path, create=True, schema=None)
    try:
        with explained(path, writing=True), transaction(engine, writing=True) as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar_one() != found:
                return None  # Another program was first.
            copy = _copy(path, found)
            _upgrade(connection, scripts, found)
            _record(connection, found, wanted, code_version)
            connection.exec_driver_sql(f"PRAGMA user_version = {wanted}")
        return copy
    finally:
        engine.dispose()


def _copy(path: Path, found: int) -> Path:
    """Make a verified copy beside the log, for its owner's eyes only, while nobody else can write."""
    name = f"{path.name}.schema-{found}"
    with explained_copy(name, also="Nothing was written."), fresh_file(path.parent) as partial:
        copy_file(path, partial, schema=found)
        with reading(partial, schema=found) as database:
            if damage := walk(database).damage:
                raise LogUnavailable(f"The audit log {path.name} is damaged, and was left in its older schema: {damage}.")
        return _give_free_name(partial, path.with_name(name))


def _give_free_name(partial: Path, target: Path) -> Path:
    """Give a file the first name that is free, and return it: the target's, or that with a number from 2 on."""
    named, numbers = target, count(2)
    while True:
        with suppress(FileExistsError):
            give_name(partial, named)
            return named
        named = target.with_name(f"{target.name}.{next(numbers)}")


def _upgrade(connection: Connection, scripts: Path, found: int) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    for name in triggers():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    revisions = reversed(list(ScriptDirectory(str(scripts)).walk_revisions()))
    with Operations.context(MigrationContext.configure(connection)):
        for revision in revisions:
            if int(revision.revision) > found:
                revision.module.upgrade()
    _project_again(connection)
    for statement in triggers().values():
        connection.exec_driver_sql(statement)


def _record(connection: Connection, found: int, wanted: int, code_version: str | None) -> None:
    sentence = f"The log was brought from schema {found} to {wanted}; a copy of it as it was is beside it."
    record = MigratedRecord(sentence=sentence, code_version=code_version, from_schema=found, to_schema=wanted)
    draft = Draft(EntryKind.MIGRATED, account(), "this log", record)
    add_own_entry(connection, draft, time_utc=datetime.now(UTC).isoformat(timespec="milliseconds"))


def _project_again(connection: Connection) -> None:
    for table in reversed(PROJECTIONS):
        connection.execute(table.delete())
    for row in connection.execute(select(entry).order_by(entry.c.seq).execution_options(yield_per=200)):
        try:
            record = body_of(row.kind, unpacked(row.body))
        except ValueError as error:
            sentence = f"Entry {row.seq} has no body that this version reads, and the log was left in its older schema."
            raise LogUnavailable(sentence) from error
        rows = project(row.seq, row.time_utc, row.actor, record)
        for table in PROJECTIONS:
            insert_rows(connection, table, rows[table.name])
