"""What happened to a score when pixels were changed (method, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.values.attention import Box


class ChallengeKind(StrEnum):
    """What was changed."""

    LOCAL_REMOVAL = "local_removal"


class Filler(StrEnum):
    """What it was changed to."""

    NOISY_LINEAR = "noisy_linear"


@dataclass(frozen=True)
class Controls:
    """The same change at other places outside the allowed region.

    Attributes:
        n: How many places there were room for.
        percentile: Share of them, in percent, whose Δ is smaller than the hot spot's.
        mean, spread: Mean and standard deviation of their Δ, in logits; None for fewer than one or two.
    """

    n: int
    percentile: float | None
    mean: float | None
    spread: float | None


@dataclass(frozen=True)
class Challenge:
    """What happened to the score when one region was changed.

    Attributes:
        region: Box of the changed pixels.
        delta_logit: y(film) − y(changed film): positive when the region held the score up.
        delta_probability: The same for the probability.
        share_of_margin: Δ over the logit's distance from the threshold; None where that distance is 0.
    """

    kind: ChallengeKind
    region: Box
    filler: Filler
    delta_logit: float
    delta_probability: float
    share_of_margin: float | None
    decision_changed: bool
    controls: Controls
