"""The region table: on which parts of the chest a finding's score may rest (method, section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FILM_MM = 375.0
"""Width that a film of unknown pixel spacing counts as."""


class Part(StrEnum):
    """A part of the chest."""

    LUNGS = "lungs"
    PLEURAL_RIM = "pleural_rim"
    MEDIASTINUM = "mediastinum"
    HEART = "heart"
    INNER_LUNG_RIM = "inner_lung_rim"
    HILA = "hila"
    UPPER_ABDOMEN = "upper_abdomen"
    THORACIC_CAGE = "thoracic_cage"
    BELOW_DIAPHRAGM = "below_diaphragm"
    NECK = "neck"
    SOFT_TISSUE = "soft_tissue"


Extent = tuple[tuple[Part, ...], float]


@dataclass(frozen=True)
class Region:
    """One row of the table.

    Attributes:
        name: Of the row.
        allowed: Parts that a score may rest on, grown by the tolerance.
        plausible: Parts that may matter, which a person judges; not grown.
        linked: Names of rows whose allowed parts are plausible context here.
        tolerance_mm: By how much allowed parts are grown.
        reason: Why, in a sentence.
    """

    name: str
    allowed: tuple[Part, ...]
    plausible: tuple[Part, ...]
    linked: tuple[str, ...]
    tolerance_mm: float
    reason: str

    @property
    def extent(self) -> Extent:
        """The allowed parts and their tolerance; rows of one extent have one allowed region."""
        return self.allowed, self.tolerance_mm


@dataclass(frozen=True)
class RegionTable:
    """The whole table.

    Attributes:
        regions: Rows by name.
        labels: Names of rows by label, as ``key`` writes labels.
        default: Row for labels that are named nowhere.
        edge_mm: Width of the film's edge.
        likely_share: Share of its threshold from which another finding lends its allowed parts.
        sha256: Of the file.
    """

    regions: Mapping[str, Region]
    labels: Mapping[str, str]
    default: str
    edge_mm: float
    likely_share: float
    sha256: str

    def of(self, label: str) -> tuple[Region, bool]:
        """Return the row of a label, and whether the label is named in the table or has the default's."""
        name = self.labels.get(key(label))
        return self.regions[name or self.default], name is not None

    def likely(self, labels: Sequence[str], probabilities: Sequence[float], thresholds: Sequence[float]) -> frozenset[str]:
        """Return the names of the rows of all findings that reach the likely share of their threshold."""
        reached = zip(labels, probabilities, thresholds, strict=True)
        return frozenset(self.of(label)[0].name for label, chance, threshold in reached if chance >= self.likely_share * threshold)


def key(label: str) -> str:
    """Write a label as the table looks it up: small letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", label.casefold()))
