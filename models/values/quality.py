"""What is recorded of a film's anatomy, and whether the segmentation passed its quality check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.values.cardiothoracic import CardiothoracicRatio
from models.values.cut_off import CutOff


@dataclass(frozen=True)
class Quality:
    """Whether the lung segmentation passed its quality check.

    Attributes:
        score: The Dice coefficient with a person's segmentation that is expected, 0 to 1.
        parts: What it rests on, each 0 to 1, 1 best.
        reason: Why the film's attention is not assessable, in a sentence; None where the check was passed.
    """

    score: float
    parts: dict[str, float]
    reason: str | None

    @property
    def assessable(self) -> bool:
        """Whether the check was passed."""
        return self.reason is None


@dataclass(frozen=True)
class AnatomyFound:
    """The anatomy of a record.

    Attributes:
        weights_sha256: Of the segmenter.
        regions_sha256: Of the table of allowed regions.
        lung_area_share: Of the film.
        heart_area_share: Of the film; None where the heart was not found.
        quality: Of the segmentation.
        frame: The numbers of the registration to the lung frame; None where next to no lung was found.
        cut_off: Which lungs go on beyond the film.
        ratio: The cardiothoracic ratio.
        without_heart: Why the heart was not found, in a sentence; None where it was.
    """

    weights_sha256: str
    regions_sha256: str
    lung_area_share: float
    heart_area_share: float | None
    quality: Quality
    frame: dict[str, Any] | None
    cut_off: tuple[CutOff, ...]
    ratio: CardiothoracicRatio
    without_heart: str | None
