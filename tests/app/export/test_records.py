"""Records as one JSON array, each with its file."""

from __future__ import annotations

import io
import json
from pathlib import Path

from app.export.records import write_records
from audit.records.body import body_of, json_of
from tests.app.conftest import Screened


def test_each_record_is_that_of_the_log_with_its_file_in_front(screened: Screened) -> None:
    written = io.StringIO()
    write_records([(done.path, done.entry.film) for done in screened.done], written)
    rows = json.loads(written.getvalue())
    assert [Path(row["file"]) for row in rows] == [done.path for done in screened.done]
    for row, done in zip(rows, screened.done, strict=True):
        assert next(iter(row)) == "file"
        del row["file"]
        assert row == json.loads(json_of(done.entry.record))
        assert body_of(done.entry.kind, json.dumps(row).encode()) == done.entry.record
