"""One class on one film: score, decision, attention and challenges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.values.attention import Attention
from models.values.challenge import Challenge


def probability(logit: float) -> float:
    """Return the logistic function of a logit."""
    return float(1 / (1 + np.exp(-logit))) if logit >= 0 else float(np.exp(logit) / (1 + np.exp(logit)))


@dataclass(frozen=True)
class AllowedRegion:
    """Where the score of one finding may come from (method, section 4); the places themselves are masks beside the record.

    Attributes:
        name: Row of the table of regions.
        known: Whether the table names the label; else the default row was used.
        tolerance_mm: By how much the row's parts were grown.
        spacing_known: Whether that is in true millimetres, or the same share of a film of usual width.
        reason: Why these places, in a sentence.
    """

    name: str
    known: bool
    tolerance_mm: float
    spacing_known: bool
    reason: str


@dataclass(frozen=True)
class Finding:
    """One class on one film. A negative finding has no attention and no challenges.

    Attributes:
        region: Where the score may come from; None where there is no attention.
        sentence: How its map stands to the allowed places and to the reference, or why that is not told; None where neither was asked.
    """

    label: str
    logit: float
    probability: float
    threshold: float
    positive: bool
    attention: Attention | None
    challenges: tuple[Challenge, ...]
    region: AllowedRegion | None = None
    verdict: None = None
    sentence: str | None = None
