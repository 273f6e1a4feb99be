"""Hash one file, so that a film that is already recorded need not be decoded."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class HashFile:
    """Hash one file; the result is its SHA-256 in hexadecimal. What cannot be opened is refused as it would be when it is read."""

    path: Path


def handle(payload: HashFile) -> Generator[Any, None, str]:
    """Hash the bytes that a path names."""
    import hashlib

    from models.reading.files import read_bytes

    yield from ()
    return hashlib.sha256(read_bytes(payload.path)).hexdigest()
