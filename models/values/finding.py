"""One class on one film: score, decision, attention, tests and verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from models.values.attention import Attention
from models.values.verdict import FindingVerdict, RegionTest, Why


def probability(logit: float) -> float:
    """Return the logistic function of a logit."""
    return float(1 / (1 + np.exp(-logit))) if logit >= 0 else float(np.exp(logit) / (1 + np.exp(logit)))


def log_odds(chance: float) -> float:
    """Return the logit of a probability in (0, 1)."""
    return math.log(chance / (1 - chance))


@dataclass(frozen=True)
class AllowedRegion:
    """Where the score of one finding may come from (method, section 4); the region itself is a mask beside the record.

    Attributes:
        name: Row of the table of regions.
        known: Whether the table names the label; else the default row was used.
        tolerance_mm: By how much the row's parts were grown.
        spacing_known: Whether that is in true millimetres, or the same share of a film of usual width.
        reason: Why this region, in a sentence.
    """

    name: str
    known: bool
    tolerance_mm: float
    spacing_known: bool
    reason: str


@dataclass(frozen=True)
class Finding:
    """One class on one film. A finding that was not challenged has no tests.

    Attributes:
        prevalence: Share of the label among the films that the probability is calibrated to; None where it is not known.
        attention: None with a reason.
        region: Where the score may come from; None where there is no attention.
        tests: One a region of the film whose hot spot is its own.
        verdict: None while the challenges of its film have not ended.
        challenged: Why it was; None as for the verdict.
        sentence: How its map stands to the allowed region and to the reference, or why that is not known; None where neither was asked.
        reasons: Why attention is None, in a sentence, by name.
    """

    label: str
    logit: float
    probability: float
    threshold: float
    positive: bool
    attention: Attention | None
    region: AllowedRegion | None = None
    tests: tuple[RegionTest, ...] = ()
    verdict: FindingVerdict | None = None
    challenged: Why | None = None
    sentence: str | None = None
    reasons: dict[str, str] = field(default_factory=dict)
    prevalence: float | None = None
