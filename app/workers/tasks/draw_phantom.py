"""Draw a phantom film."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class DrawPhantom:
    """Write a phantom film as DICOM; the result is its path."""

    path: Path
    seed: int
    marked: bool


def handle(payload: DrawPhantom) -> Generator[Any, None, Any]:
    """Draw and write."""
    from models.film.phantom_file import write_phantom

    yield from ()
    return write_phantom(payload.path, payload.seed, marked=payload.marked)
