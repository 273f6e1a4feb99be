"""Records of films as one JSON array, each with its file; the log itself holds no path, since paths can name patients."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from audit.records.body import json_of
from audit.records.film import FilmRecord


def write_records(records: Iterable[tuple[Path, FilmRecord]], target: TextIO) -> None:
    """Write records as they stand in the log, each with its path as "file" in front."""
    written = [{"file": str(path)} | json.loads(json_of(record)) for path, record in records]
    json.dump(written, target, indent=1, ensure_ascii=False, allow_nan=False)
