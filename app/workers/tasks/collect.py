"""Collect what a reference and its calibration keep of films at a first look."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.values.radiograph import Radiograph
from models.values.regions import RegionTable

if TYPE_CHECKING:
    from app.workers.engine import Engine


@dataclass(frozen=True)
class CollectReference:
    """Collect what a classifier's reference keeps of films; the result is a Collected, those that cannot serve left out."""

    films: tuple[Radiograph, ...]
    classifier: str
    regions: RegionTable | None = None


def handle(engine: Engine, payload: CollectReference) -> Generator[Any, None, Any]:
    """Look at films as a screening does."""
    from models.screening.collect import collected

    yield from ()
    return collected(payload.films, engine.without_reference(payload.classifier, payload.regions))
