"""Records of films as JSON Lines, each with its file; the log itself holds no path, since paths can name patients."""

from __future__ import annotations

import json
from pathlib import Path

from audit.records.body import json_of
from audit.records.film import FilmRecord


def record_line(path: Path, record: FilmRecord) -> str:
    """Return a record as it stands in the log, with its path as "file" in front, on one line."""
    return json.dumps({"file": str(path)} | json.loads(json_of(record)), ensure_ascii=False, allow_nan=False) + "\n"
