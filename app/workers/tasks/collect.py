"""Collect what a reference keeps of films."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.radiograph import Radiograph
from models.values.regions import RegionTable


@dataclass(frozen=True)
class CollectReference:
    """Gather what a classifier's reference keeps of films; the answer is a Films, those that cannot serve left out."""

    films: tuple[Radiograph, ...]
    classifier: str
    regions: RegionTable | None = None
