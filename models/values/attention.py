"""How the attention of one finding is described: part of the record (contract, section 3).

Coordinates are source pixels of the film as stored, origin top left, x to the right, boxes half-open. None is unknown or not computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

Box = tuple[int, int, int, int]
"""Source pixels: x0, y0, x1, y1."""


class Zone(StrEnum):
    """Where a hot spot lies. Corners and borders are the image's; lungs are the patient's, where a class must not rest on them."""

    UPPER_LEFT_CORNER = "upper_left_corner"
    UPPER_RIGHT_CORNER = "upper_right_corner"
    LOWER_LEFT_CORNER = "lower_left_corner"
    LOWER_RIGHT_CORNER = "lower_right_corner"
    LEFT_BORDER = "left_border"
    RIGHT_BORDER = "right_border"
    TOP_BORDER = "top_border"
    BOTTOM_BORDER = "bottom_border"
    ABOVE_CLAVICLES = "above_clavicles"
    SHOULDERS_AND_ARMS = "shoulders_and_arms"
    CHEST_WALL = "chest_wall"
    BACKGROUND = "background"
    MEDIASTINUM = "mediastinum"
    BELOW_DIAPHRAGM = "below_diaphragm"
    RIGHT_LUNG = "right_lung"
    LEFT_LUNG = "left_lung"


class Holds(StrEnum):
    """What lies at a hot spot, as far as simple detectors can tell."""

    TEXT_OR_MARKER = "text_or_marker"
    DEVICE_LIKE_LINE = "device_like_line"
    COLLIMATOR_EDGE = "collimator_edge"
    NOTHING_SPECIAL = "nothing_special"


@dataclass(frozen=True)
class Peak:
    """The map's maximum; the distance to the allowed region R is negative inside it, None where R is empty or everything."""

    x: float
    y: float
    inside: bool
    distance_mm: float | None
    distance_px: float | None


@dataclass(frozen=True)
class HotSpot:
    """A part of the map outside R: its box, its share of the map's mass on the exposed field, its zone and what lies there."""

    box: Box
    share: float
    zone: Zone
    holds: Holds


@dataclass(frozen=True)
class FocalExcess:
    """How unusual the map's most unusual place outside R is for this classifier and class at this score (method, section 5).

    Attributes:
        value: How far the map stands above the usual there, in logits a film: what the whole film would add were it all like the place.
        p: Share of the reference's films, this one counted in, that have a place at least as unusual, each read against the others.
        flagged: p ≤ 0.05; None where the reference has under 60 films: then the map is unusual, or not, for this cohort only.
        n: Films that it was read against, those of nearest score.
        pooled: They are of both decisions, since too few share this one.
        box: The place, with the cell around it that counts as the same.
    """

    value: float
    p: float
    flagged: bool | None
    n: int
    pooled: bool
    box: Box


@dataclass(frozen=True)
class Decomposition:
    """The evidence budget: the logit, split over structures and the bias (method, section 5).

    Attributes:
        total: By structure; sums to the logit.
        against: Of that, what speaks against the class (≤ 0); the rest speaks for it.
        reference: The reference's mean of the total; None where it has none.
    """

    total: dict[str, float]
    against: dict[str, float]
    reference: dict[str, float] | None


@dataclass(frozen=True)
class Attention:
    """Where the map of one finding lies (method, section 5), on the exposed field F and the allowed region R.

    Attributes:
        share_outside: Share of the map's mass on F that lies outside R.
        area_outside: Share of F that lies outside R.
        enrichment: log2 of the odds ratio of the two; 0 for a uniform map; None where either is 0 or 1.
        resolution_floor: The share outside that one active cell within R leaks by upsampling, mean over such cells.
        focal_excess: None where the classifier has no reference, or nothing lies outside R.
        decomposition: None where maps and bias do not sum to the logit.
        reasons: Why enrichment, resolution_floor, focal_excess or decomposition is None: a sentence each, by name.
    """

    share_outside: float
    area_outside: float
    enrichment: float | None
    resolution_floor: float | None
    peak: Peak
    hot_spots: tuple[HotSpot, ...]
    focal_excess: FocalExcess | None = None
    decomposition: Decomposition | None = None
    reasons: dict[str, str] = field(default_factory=dict)
