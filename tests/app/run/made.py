"""Shared by the tests of records."""

from __future__ import annotations

import json
from typing import Any

from audit.records.body import json_of
from audit.records.film import FilmRecord

Made = tuple[FilmRecord, dict[str, bytes]]


def as_json(record: FilmRecord) -> Any:
    """Return a record as it is written."""
    return json.loads(json_of(record))
