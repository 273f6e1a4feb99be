"""Read one file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ReadFilm:
    """Read one file; the result is a Radiograph. With a key its header names the patient by a keyed hash, for the log."""

    path: Path
    patient_key: bytes | None = field(default=None, repr=False)


def handle(payload: ReadFilm) -> Generator[Any, None, Any]:
    """Read what a path names."""
    from models.reading.read import read_radiograph

    yield from ()
    return read_radiograph(payload.path, payload.patient_key)
