"""From an older schema to this one: after a verified copy, in one transaction, and verified before it counts.

Alembic scripts alter the tables. Entries are never touched; projections are made again from them.
"""

from __future__ import annotations

import getpass
import os
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from audit.log.chain.links import packed, unpacked
from audit.log.database.appending import Draft, add_entries, insert_rows
from audit.log.database.connection import open_engine, schema_of, told, transaction
from audit.log.database.copying import copy_file
from audit.log.database.projection import project
from audit.log.database.schema import FIRST, PROJECTIONS, SCHEMA, entry, triggers
from audit.log.errors import LogUnavailable
from audit.log.verify.verify import reading
from audit.log.verify.walk import walk
from audit.records.kinds import EntryKind

_SCRIPTS = Path(__file__).parent


def bring_up_to_date(path: Path, *, scripts: Path = _SCRIPTS, wanted: int = SCHEMA) -> None:
    """Migrate a log of an older schema; any other file is left to who opens it.

    Args:
        path: The log. A copy of it as it was is left beside it, named by its schema.
        scripts: Where the Alembic scripts are; the number of a revision is the schema that it leads to.
        wanted: The schema to come to.

    Raises:
        LogUnavailable: It is damaged, or cannot be copied or written; it is as it was.
    """
    found = schema_of(path)
    if found is None or not FIRST <= found < wanted:
        return
    _copy(path, path.with_name(f"{path.name}.schema-{found}"), found)
    engine = open_engine(path, create=True, schema=found)
    try:
        with told(path, writing=True), transaction(engine, writing=True) as connection:
            _upgrade(connection, scripts, found)
            _record(connection, found, wanted)
            connection.exec_driver_sql(f"PRAGMA user_version = {wanted}")
    finally:
        engine.dispose()


def _copy(path: Path, target: Path, found: int) -> None:
    """Make a verified copy; one from an earlier try is made anew."""
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        copy_file(path, partial, schema=found)
        with reading(partial, schema=found) as database:
            if damage := walk(database).damage:
                raise LogUnavailable(f"The audit log {path.name} is damaged, and was left in its older schema: {damage}.")
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


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


def _record(connection: Connection, found: int, wanted: int) -> None:
    sentence = f"The log was brought from schema {found} to {wanted}; a copy of it as it was is beside it."
    record = {"from": found, "to": wanted, "sentence": sentence}
    draft = Draft(EntryKind.MIGRATED, _account(), "this log", record)
    add_entries(connection, [draft], [packed(record)], time_utc=datetime.now(UTC).isoformat(timespec="milliseconds"))


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def _project_again(connection: Connection) -> None:
    for table in reversed(PROJECTIONS):
        connection.execute(table.delete())
    for row in connection.execute(select(entry).order_by(entry.c.seq).execution_options(yield_per=200)):
        rows = project(row.seq, row.time_utc, row.actor, row.kind, unpacked(row.body))
        for table in PROJECTIONS:
            insert_rows(connection, table, rows[table.name])
