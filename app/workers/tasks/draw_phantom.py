"""Draw a phantom film."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DrawPhantom:
    """Write a phantom film as DICOM; the answer is its path."""

    path: Path
    seed: int
    marked: bool
