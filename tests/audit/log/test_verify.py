"""The verifier finds every change that a forger makes behind a later entry, and names the first bad entry."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.log.chain import GENESIS, entry_hash
from audit.log.schema import Entry
from audit.log.store import Log
from audit.log.verify import WHAT_IT_PROVES, verify

Write = Callable[[int], Path]
Raw = Callable[..., list[Any]]
_CHANGES = {
    "seq": "99",
    "time_utc": "'2001-01-01T00:00:00.000+00:00'",
    "actor": "actor || ' '",
    "kind": "'refused'",
    "subject": "upper(subject)",
    "body": "CAST(replace(CAST(body AS TEXT), '0.1824', '0.0824') AS BLOB)",
    "previous_hash": "replace(hex(zeroblob(32)), '0', '7')",
    "hash": "replace(hex(zeroblob(32)), '0', '7')",
}


def test_an_intact_log_is_intact(written: Write) -> None:
    file = written(5)
    with Log(file, writing=False) as log:
        head = log.entry(5).hash
    found = verify(file)
    assert (found.entries, found.head, found.damage) == (5, head, None)


def test_an_empty_log_is_intact(log: Log) -> None:
    found = verify(log.path)
    assert (found.entries, found.head, found.damage) == (0, GENESIS, None)


def test_every_column_has_a_forgery() -> None:
    assert set(_CHANGES) == set(Entry.__table__.columns.keys())


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize("column", _CHANGES)
def test_a_change_of_any_column_is_found_at_its_entry(written: Write, raw: Raw, column: str, seq: int) -> None:
    file = written(5)
    raw("PRAGMA foreign_keys = OFF", f"UPDATE entry SET {column} = {_CHANGES[column]} WHERE seq = {seq}", forging=True)
    found = verify(file)
    assert found.entries == seq - 1
    assert found.damage is not None
    assert re.search(rf"\bentry {seq}\b", found.damage)


@pytest.mark.parametrize("value", ["'a text'", "x'ff'", "CAST(x'ff' AS TEXT)"])
@pytest.mark.parametrize("column", ["time_utc", "actor", "kind", "subject", "body"])
def test_a_value_of_another_type_is_found_and_does_not_stop_the_verifier(written: Write, raw: Raw, column: str, value: str) -> None:
    file = written(3)
    raw(f"UPDATE entry SET {column} = {value} WHERE seq = 2", forging=True)
    assert (verify(file).entries, verify(file).damage) == (1, "entry 2 was changed after it was written")


@pytest.mark.parametrize("seq", [1, 3])
def test_an_entry_taken_out_is_found(written: Write, raw: Raw, seq: int) -> None:
    file = written(5)
    raw("PRAGMA foreign_keys = OFF", f"DELETE FROM entry WHERE seq = {seq}", forging=True)
    assert (verify(file).entries, verify(file).damage) == (seq - 1, f"entry {seq} is missing")


def test_an_entry_taken_out_is_found_also_when_the_rest_moves_up(written: Write, raw: Raw) -> None:
    file = written(5)
    raw(
        "PRAGMA foreign_keys = OFF", "DELETE FROM entry WHERE seq = 3",
        "UPDATE entry SET seq = seq - 1 WHERE seq = 4", "UPDATE entry SET seq = seq - 1 WHERE seq = 5", forging=True,
    )  # fmt: skip
    assert (verify(file).entries, verify(file).damage) == (2, "entry 3 does not follow the one before it")


def test_two_entries_that_change_places_are_found(written: Write, raw: Raw) -> None:
    file = written(5)
    moves = [f"UPDATE entry SET seq = {new} WHERE seq = {old}" for old, new in ((2, 90), (3, 2), (90, 3))]
    raw("PRAGMA foreign_keys = OFF", *moves, forging=True)
    assert (verify(file).entries, verify(file).damage) == (1, "entry 2 does not follow the one before it")


def test_an_entry_put_between_is_found_even_with_a_right_hash_of_its_own(written: Write, raw: Raw) -> None:
    file = written(3)
    moves = [f"UPDATE entry SET seq = {seq + 1} WHERE seq = {seq}" for seq in (3, 2)]
    forged = {"seq": 2, "time_utc": "t", "actor": "eve", "kind": "screened", "subject": "s", "body": b"{}",
              "previous_hash": "8" * 64}  # fmt: skip
    raw(
        "PRAGMA foreign_keys = OFF", *moves,
        f"INSERT INTO entry VALUES (2, 't', 'eve', 'screened', 's', x'7b7d', '{'8' * 64}', '{entry_hash(**forged)}')", forging=True,
    )  # fmt: skip
    assert (verify(file).entries, verify(file).damage) == (1, "entry 2 does not follow the one before it")


def test_a_change_with_a_new_hash_is_found_at_the_next_entry(written: Write, raw: Raw) -> None:
    """Whoever can write the file can make a right hash; the entry that follows still names the old one."""
    file = written(3)
    row = raw("SELECT seq, time_utc, actor, kind, subject, body, previous_hash FROM entry WHERE seq = 2")[0]
    columns = ("seq", "time_utc", "actor", "kind", "subject", "body", "previous_hash")
    digest = entry_hash(**dict(zip(columns, row, strict=True)) | {"actor": "eve"})
    raw(f"UPDATE entry SET actor = 'eve', hash = '{digest}' WHERE seq = 2", forging=True)
    assert (verify(file).entries, verify(file).damage) == (2, "entry 3 does not follow the one before it")


def test_the_body_is_read_from_the_entry_and_not_from_its_projection(written: Write, raw: Raw) -> None:
    file = written(1)
    raw("UPDATE finding SET label = 'Hernia', probability = 0.99", forging=True)
    with Log(file, writing=False) as log:
        assert [finding["label"] for finding in log.entry(1).record["findings"]] == ["Mass", "Nodule"]
        assert next(log.entries()).record["findings"][0]["probability"] == 0.1824


def test_verifying_does_not_change_the_file(written: Write) -> None:
    file = written(3)
    before = file.read_bytes()
    verify(file)
    assert file.read_bytes() == before


def test_what_verification_does_not_prove_is_true(written: Write, raw: Raw) -> None:
    """Entries cut from the end leave no trace in the file; the text that goes with the result says so."""
    file = written(3)
    raw("PRAGMA foreign_keys = OFF", "DELETE FROM entry WHERE seq = 3", forging=True)
    assert (verify(file).entries, verify(file).damage) == (2, None)
    assert "cut from the end" in WHAT_IT_PROVES


def test_the_verifier_needs_no_torch_no_qt_and_no_decoder() -> None:
    """A log can be verified on any machine."""
    script = "import sys, audit.log.verify, audit.log.store; print(sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "'sqlalchemy'" in loaded
    for name in ("torch", "torchvision", "PySide6", "pydicom", "models", "app"):
        assert f"'{name}'" not in loaded
