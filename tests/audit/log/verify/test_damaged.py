"""A reader of the log never takes a forged entry for a result."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from app.run.recording import ended_record
from audit.log.errors import DamagedEntry
from audit.log.store import EntryKind, Log
from models.values.parameters import Parameters


@pytest.mark.parametrize("body", [b"{}", b"\xff\x00", "text"])
def test_a_forged_body_is_refused_by_every_reader(tmp_path: Path, body: object) -> None:
    path = tmp_path / "audit.db"
    with Log(path, writing=True) as log:
        record = ended_record(EntryKind.REFUSED, Parameters(), code="blank", reason="Blank.", seconds=0.0, header=None)
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=record)
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("DROP TRIGGER entry_no_update")
        raw.execute("UPDATE entry SET body = ?", (body,))
    raw.close()
    with Log(path, writing=False) as log:
        with pytest.raises(DamagedEntry, match="Entry 1 was changed"):
            log.entry(1)
        with pytest.raises(DamagedEntry, match="Entry 1 was changed"):
            list(log.entries())
