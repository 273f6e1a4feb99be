"""Which entries a person wants to see."""

from __future__ import annotations

from app.cli.log.entry_query import EntryQuery
from audit.log.store import Stored
from audit.records.events import ReadRecord


def test_a_filter_of_moments_holds_the_first_and_not_the_last() -> None:
    record = ReadRecord(sentence="0 entries were listed.", code_version="0.1")
    stored = Stored(1, "2026-11-21T12:00:00.000+00:00", "ann", "read", "s", record, "", b"")
    assert EntryQuery(since="2026-11-21T12:00:00.000+00:00").passes(stored)
    assert not EntryQuery(until="2026-11-21T12:00:00.000+00:00").passes(stored)
    assert not EntryQuery(view="PA").passes(stored), "what only films have leaves other entries out"
