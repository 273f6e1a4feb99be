"""Records of films as JSON Lines, each with its file; the log itself holds no path, since paths can name patients."""

from __future__ import annotations

import json
from pathlib import Path

import orjson

from audit.log.chain.links import unpacked
from audit.log.store import Stored
from audit.records.body import json_of
from audit.records.film import FILM_SCHEMA


def record_line(path: Path, entry: Stored) -> str:
    """Return the record of an entry, in the present schema, with its path as "file" in front, on one line."""
    body = unpacked(entry.packed)
    if orjson.loads(body)["schema"] != FILM_SCHEMA:
        body = json_of(entry.film)
    return f'{{"file": {json.dumps(str(path), ensure_ascii=False)}, {body.decode().removeprefix("{")}\n'
