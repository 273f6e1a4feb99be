"""Read one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ReadFilm:
    """Read one file; the answer is a Radiograph. With a key its header names the patient by a keyed hash, for the log."""

    path: Path
    patient_key: bytes | None = field(default=None, repr=False)
