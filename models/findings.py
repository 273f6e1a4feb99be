"""What a screening says of one film: the types of the record (contract, section 3).

Coordinates are source pixels of the film as stored, origin top left, x to the right, boxes half-open. None is unknown or not computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.attention.described import Attention, Box
from models.radiograph import Header


class ChallengeKind(StrEnum):
    """What was changed."""

    LOCAL_REMOVAL = "local_removal"


class Filler(StrEnum):
    """What it was changed to."""

    NOISY_LINEAR = "noisy_linear"


def probability(logit: float) -> float:
    """Return the logistic function of a logit."""
    return float(1 / (1 + np.exp(-logit))) if logit >= 0 else float(np.exp(logit) / (1 + np.exp(logit)))


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
    place: None = None
    ood_cost: None = None
    p: None = None


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


@dataclass(frozen=True)
class ClassifierUsed:
    """The classifier of a record."""

    name: str
    weights_sha256: str
    labels: tuple[str, ...]
    grid: tuple[int, int]
    device: str
    dtype: str
    reference_sha256: str | None = None


@dataclass(frozen=True)
class Quality:
    """Whether the drawing of the lungs can be relied on.

    Attributes:
        score: The Dice coefficient with a person's drawing that is expected, 0 to 1.
        parts: What it rests on, each 0 to 1, 1 best.
        reason: Why nothing is told of the film's attention, in a sentence; None where the drawing can be relied on.
    """

    score: float
    parts: dict[str, float]
    reason: str | None

    @property
    def assessable(self) -> bool:
        """Whether anything may be told that rests on the lungs."""
        return self.reason is None


@dataclass(frozen=True)
class AnatomyFound:
    """The anatomy of a record.

    Attributes:
        weights_sha256: Of the segmenter.
        regions_sha256: Of the table of allowed regions.
        lung_area_share: Of the film.
        quality: Of the drawing.
        frame: The numbers of the registration to the lung frame; None where next to no lung was found.
    """

    weights_sha256: str
    regions_sha256: str
    lung_area_share: float
    quality: Quality
    frame: dict[str, Any] | None


@dataclass(frozen=True)
class FilmCheck:
    """What the film check says of a film; probabilities in [0, 1].

    Attributes:
        weights_sha256: Of the check's network.
        turn_clockwise: Degrees by which the film must be turned clockwise to stand upright: 0, 90, 180 or 270.
        upright: Probability that this is 0.
        mirrored: That left and right are exchanged; a question for a person, never a decision.
        inverted: That white and black are exchanged in the film as its header spells it; what else is said is of the film as screened.
        chest: That it is a frontal chest film at all.
    """

    weights_sha256: str
    turn_clockwise: int
    upright: float
    mirrored: float
    inverted: float
    chest: float


class NotScreenedCode(StrEnum):
    """Why the pixels of a readable film are not screened."""

    NO_CHEST_FILM = "no_chest_film"
    TURNED = "turned"


@dataclass(frozen=True)
class NotScreened:
    """A film that was looked at and not screened.

    Attributes:
        header: The film's identity.
        check: What was seen.
        code: The kind of reason.
        sentence: The reason and the remedy.
    """

    header: Header
    check: FilmCheck
    code: NotScreenedCode
    sentence: str


@dataclass(frozen=True)
class Screening:
    """Everything that one screening found on one film.

    Attributes:
        header: The film's identity.
        check: That it is an upright chest film, and whether it may be mirrored or inverted.
        classifier, anatomy: What it was screened with.
        findings: Every label, in the classifier's order.
        signed_maps: K×h×w float16, Σ αₖ Aᵏ in logit units, on the classifier's grid.
        lungs: H×W uint8 on the film's own pixels: 0 outside, 1 right lung, 2 left lung.
        allowed: h×w bool a row of the table of regions that a finding with attention has, each covering the whole film.
        map_box: The film's rectangle in grid coordinates: x0, y0, x1, y1, for drawing maps over the film.
        seconds: Time in the networks, a film's share of its batch.
    """

    header: Header
    check: FilmCheck
    classifier: ClassifierUsed
    anatomy: AnatomyFound
    findings: tuple[Finding, ...]
    signed_maps: NDArray[np.float16]
    lungs: NDArray[np.uint8]
    allowed: dict[str, NDArray[np.bool_]]
    map_box: tuple[float, float, float, float]
    seconds: float
