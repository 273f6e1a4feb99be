"""A forger changes, removes, adds or moves any row of any table, and each is found and rightly named."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BLOB, REAL, Boolean, Integer

from audit.log.chain.signing import Signer
from audit.log.database.schema import metadata
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import Verification, verify

Raw = Callable[..., list[Any]]
_COLUMNS = [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]
_PROJECTION = {DamageKind.PROJECTION_DIFFERS, DamageKind.PROJECTION_MISSING, DamageKind.PROJECTION_EXTRA}
_KINDS = {"entry": {DamageKind.CHANGED}, "checkpoint": {DamageKind.CHECKPOINT_CHANGED}, "blob": {DamageKind.BLOB_EDITED}}
_OTHER_KINDS = {
    ("entry", "seq"): {DamageKind.REORDERED},
    ("checkpoint", "number"): {DamageKind.CHECKPOINT_MISSING},
    ("checkpoint", "public_key"): {DamageKind.KEY_REPLACED},
}


def _found(file: Path, **options: Any) -> Verification:
    return verify(file, deep=True, **options)


def _kind(file: Path, **options: Any) -> DamageKind:
    damage = _found(file, **options).damage
    assert damage is not None, "nothing was found"
    return damage.kind


def _key(file: Path, table: str, place: str) -> str:
    """Say in SQL which is the first, the middle or the last row of a table."""
    names = [column.name for column in metadata.tables[table].primary_key]
    with closing(sqlite3.connect(file)) as database:
        rows = database.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY {', '.join(names)}").fetchall()
    assert len(rows) >= 3, "a first, a middle and a last"
    row = rows[{"first": 0, "middle": len(rows) // 2, "last": -1}[place]]
    return " AND ".join(f"{name} = {value!r}" for name, value in zip(names, row, strict=True))


def _changed(table: str, column: str) -> str:
    kind = metadata.tables[table].columns[column].type
    if isinstance(kind, Boolean):
        return f"1 - coalesce({column}, 0)"
    if isinstance(kind, Integer | REAL):
        return f"coalesce({column}, 0) + 1000"
    return f"{column} || x'00'" if isinstance(kind, BLOB) else f"substr(coalesce({column}, '') || 'x', 2)"


def test_the_log_that_is_forged_was_intact(forged: Path, witness: Path, signer: Signer) -> None:
    found = _found(forged, witness=witness, public_keys=[signer.public_key])
    assert found.damage is None
    assert (found.entries, found.checkpoints, found.attested, found.keys) == (11, 3, 11, (signer.public_key,))


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize(("table", "column"), _COLUMNS)
def test_a_change_of_any_column_of_any_table_is_found_and_named(forged: Path, raw: Raw, table: str, column: str, place: str) -> None:
    raw(f"UPDATE {table} SET {column} = {_changed(table, column)} WHERE {_key(forged, table, place)}", forging=True)
    assert _kind(forged) in _OTHER_KINDS.get((table, column), _KINDS.get(table, _PROJECTION))


@pytest.mark.parametrize("value", ["NULL", "x'ff'", "'a text'", "CAST(x'ff' AS TEXT)", "7", "0.5"])
@pytest.mark.parametrize(("table", "column"), _COLUMNS)
def test_a_value_of_any_type_in_any_column_is_found_and_stops_nobody(forged: Path, raw: Raw, table: str, column: str, value: str) -> None:
    where = _key(forged, table, "middle")
    (before,) = raw(f"SELECT {column} FROM {table} WHERE {where}")[0]
    try:
        raw(f"UPDATE {table} SET {column} = {value} WHERE {where}", forging=True)
    except sqlite3.IntegrityError:
        return  # No key and no column that must be told can be null, and no key can be twice.
    if raw(("SELECT ? IS " + value, (before,))) != [(1,)]:
        assert _found(forged).damage is not None


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("entry", {DamageKind.MISSING, DamageKind.CUT_TAIL}), ("checkpoint", {DamageKind.CHECKPOINT_MISSING}),
        ("film", {DamageKind.PROJECTION_MISSING}), ("finding", {DamageKind.PROJECTION_MISSING}),
        ("blob_use", {DamageKind.PROJECTION_MISSING}), ("purge", {DamageKind.PROJECTION_MISSING}), ("blob", {DamageKind.BLOB_MISSING}),
    ],
)  # fmt: skip
def test_any_row_taken_out_is_found(forged: Path, witness: Path, raw: Raw, table: str, kinds: set[DamageKind], place: str) -> None:
    """The last checkpoint alone is missed only by the witness."""
    raw(f"DELETE FROM {table} WHERE {_key(forged, table, place)}", forging=True)
    assert _kind(forged, witness=witness) in kinds


@pytest.mark.parametrize("table", ["film", "finding", "blob_use", "purge"])
def test_a_projection_without_its_entry_is_found(forged: Path, raw: Raw, table: str) -> None:
    other = "9" if table == "purge" else "8"  # Entry 8 is a tombstone: no film's, and naming no blob but those it let go.
    values = ", ".join(other if name == "entry_seq" else name for name in metadata.tables[table].columns.keys())  # noqa: SIM118
    raw(f"INSERT INTO {table} SELECT {values} FROM {table} WHERE {_key(forged, table, 'first')}", forging=True)
    assert _kind(forged) is DamageKind.PROJECTION_EXTRA


def test_a_blob_that_no_entry_names_is_found(forged: Path, raw: Raw) -> None:
    raw("INSERT INTO blob VALUES ('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', CAST('abc' AS BLOB))", forging=True)
    assert _kind(forged) is DamageKind.BLOB_EXTRA
