"""Load what films are screened by."""

from __future__ import annotations

from dataclasses import dataclass

from models.values.regions import RegionTable


@dataclass(frozen=True)
class LoadMethod:
    """Load a classifier; the answer is what it will screen with, under a table of allowed places, as a Setting."""

    classifier: str
    regions: RegionTable | None = None


@dataclass(frozen=True)
class Setting:
    """What identifies a way of screening besides the parameters."""

    classifier_sha256: str
    lungs_sha256: str
    film_check_sha256: str
    regions_sha256: str
    reference_sha256: str | None = None
