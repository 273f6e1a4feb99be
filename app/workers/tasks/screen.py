"""Screen a batch of films."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.parameters import Parameters
from models.values.radiograph import Radiograph
from models.values.regions import RegionTable


@dataclass(frozen=True)
class ScreenFilms:
    """Screen a batch, by a table of allowed places, None is the shipped one; the answer is a tuple of Screening or NotScreened."""

    films: tuple[Radiograph, ...]
    classifier: str
    parameters: Parameters
    regions: RegionTable | None = None
