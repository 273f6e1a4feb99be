"""Records as JSON Lines, each with its file."""

from __future__ import annotations

import json
from pathlib import Path

from app.export.records import record_line
from audit.records.body import body_of, json_of
from tests.app.conftest import Screened


def test_each_record_is_that_of_the_log_with_its_file_in_front_on_a_line_of_its_own(screened: Screened) -> None:
    for done in screened.done:
        line = record_line(done.path, done.entry)
        assert line.index("\n") == len(line) - 1
        row = json.loads(line)
        assert next(iter(row)) == "file"
        assert Path(row.pop("file")) == done.path
        assert row == json.loads(json_of(done.entry.record))
        assert body_of(done.entry.kind, json.dumps(row).encode()) == done.entry.record
