"""The trail: every entry, by kind and by time."""

from __future__ import annotations

from pathlib import Path

from audit.log.store import EntryKind, Log
from audit.report.document import Table
from audit.report.foot import AsOf
from audit.report.texts import texts_of
from audit.report.trail import trail_report
from tests.audit.films import refused_film, screened_film, self_check


def test_every_entry_is_told_once_with_its_hash(tmp_path: Path) -> None:
    with Log(tmp_path / "a.db", writing=True) as log:
        for record in (screened_film(1), refused_film("c" * 64), screened_film(2)):
            log.append(EntryKind(record.status), actor="ann", subject="x", record=record)
        log.append(EntryKind.SELF_CHECK, actor="bob", subject="this", record=self_check("All passed."))
        entries = list(log.entries())
    last = entries[-1]
    document = trail_report(iter(entries), AsOf(last.seq, last.hash, last.time_utc, "1"))
    (kinds,) = [one for one in document.first if isinstance(one, Table)]
    assert [row[:2] for row in kinds.rows] == [("refused", 1), ("screened", 2), ("self check", 1)]
    (table,) = document.sections[0].blocks
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == [1, 2, 3, 4]
    assert [row[4] for row in table.rows] == [
        "Film screened by embedded: dependent on outside.", "Film refused: It is cut off.",
        "Film screened by embedded: dependent on outside.", "All passed.",
    ]  # fmt: skip
    assert [row[5] for row in table.rows] == [f"{one.hash[:16]}…" for one in entries]
    assert last.hash in texts_of(document)
