"""A reader of the log never takes a forged entry for a result."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from audit.log.errors import DamagedEntry
from audit.log.store import EntryKind, Log
from tests.audit.films import refused_film


@pytest.mark.parametrize("body", [b"{}", b"\xff\x00", "text"])
def test_a_forged_body_is_refused_by_every_reader(tmp_path: Path, body: object) -> None:
    path = tmp_path / "audit.db"
    with Log(path, writing=True) as log:
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refused_film(None))
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
