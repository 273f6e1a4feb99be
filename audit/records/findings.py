"""The findings of a record: every label of the classifier, where its map lies, and what tests of its score found."""

from __future__ import annotations

from typing import Annotated

from audit.records.typed import Box, Probability, Reasons, chosen, record

Zone = Annotated[str, chosen("zone")]
Holds = Annotated[str, chosen("holds")]
Verdict = Annotated[str, chosen("verdict")]


@record
class PeakRecord:
    """The map's maximum; its distance to the allowed region is negative inside it, null where that is empty or everything."""

    x: float
    y: float
    inside: bool
    distance_mm: float | None
    distance_px: float | None


@record
class HotSpotRecord:
    """A part of the map outside the allowed region: its share of the map's mass on the exposed field, its zone and what lies there.

    Zone and content are null where the version that wrote the entry did not tell them.
    """

    box: Box
    share: float
    zone: Zone | None
    holds: Holds | None


@record
class FocalExcessRecord:
    """How unusual the map's most unusual place outside the allowed region is, beside the reference (method, section 5)."""

    value: float
    p: Probability
    flagged: bool | None
    n: int
    pooled: bool
    box: Box


@record
class DecompositionRecord:
    """The evidence budget: the logit, split over structures and the bias.

    Attributes:
        total: By structure; sums to the logit.
        against: Of that, what speaks against the class (at most 0).
        reference: The reference's mean of the total; null without a reference.
    """

    total: dict[str, float]
    against: dict[str, float]
    reference: dict[str, float] | None


@record
class AttentionRecord:
    """Where the map of a finding lies, on the exposed field and the allowed region (method, section 5).

    Attributes:
        reasons: Why enrichment, resolution_floor, focal_excess or decomposition is null.
    """

    share_outside: float
    area_outside: float
    enrichment: float | None
    resolution_floor: float | None
    focal_excess: FocalExcessRecord | None
    peak: PeakRecord
    hot_spots: tuple[HotSpotRecord, ...]
    decomposition: DecompositionRecord | None
    reasons: Reasons


@record
class AllowedRegionRecord:
    """On which places the score of a finding may rest: a row of the region table, as it was used on this film."""

    name: str
    known: bool
    tolerance_mm: float
    spacing_known: bool
    reason: str


@record
class TestRecord:
    """What changing one region of the film does to a finding's score.

    Attributes:
        region: Number of the film's region.
        delta_logit: y(film) − y(changed film): positive where the region held the score up.
        share_of_margin: Δ over the logit's distance from the threshold; null where that is 0.
        controls_n: How many controls it is read beside.
        reasons: Why share_of_margin, fillers_agree, p or p_adjusted is null.
    """

    __test__ = False

    region: int
    delta_logit: float
    delta_probability: float
    share_of_margin: float | None
    decision_changed: bool
    fillers_agree: bool | None
    p: Probability | None
    p_adjusted: Probability | None
    controls_n: int
    reasons: Reasons


@record
class FindingRecord:
    """One label on one film.

    Attributes:
        prevalence: Share of the label among the films that the probability is calibrated to; null where it is not known.
        attention: Null with a reason, as for what is below its threshold.
        sentence: What was measured, in words; null where nothing was.
        reasons: Why prevalence, attention or verdict is null; entries written as schema 2 before there was a prevalence give none for it.
    """

    label: str
    logit: float
    probability: Probability
    prevalence: Probability | None = None
    threshold: float
    positive: bool
    attention: AttentionRecord | None
    allowed_region: AllowedRegionRecord | None
    tests: tuple[TestRecord, ...]
    verdict: Verdict | None
    sentence: str | None
    reasons: Reasons
