"""The findings of a record: every label of the classifier, where its map lies, and what tests of its score found."""

from __future__ import annotations

from typing import Annotated

from audit.records.typed import Box, Probability, Reasons, chosen, record

Zone = Annotated[str, chosen("zone")]
Holds = Annotated[str, chosen("holds")]
Place = Annotated[str, chosen("place")]
Filler = Annotated[str, chosen("filler")]
Verdict = Annotated[str, chosen("verdict")]
Challenged = Annotated[str, chosen("challenged")]


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
class FillerTestRecord:
    """What one filler of one region says of a finding.

    Attributes:
        delta_logit: y(film) − y(changed film).
        probability: Of the changed film.
        decision_changed: Whether the changed film is decided otherwise.
        p: Share of matched controls, this one counted in, whose Δ is at least as large; null where too few match.
        p_adjusted: Corrected (Holm) over the film's pairs of a region and a label; null as p, and for a pair that was not tested.
        controls_n: Matched controls.
        floor: Δ, without its sign, that control places reach on one film in twenty; null where it is not known.
        supports: Whether p and effect both hold.
    """

    filler: Filler
    delta_logit: float
    probability: Probability
    decision_changed: bool
    p: Probability | None
    p_adjusted: Probability | None
    controls_n: int
    floor: float | None
    supports: bool


@record
class TestRecord:
    """What changing one region of the film does to a finding's score.

    Attributes:
        region: Number of the film's region.
        place: What kind of place it is for the finding.
        tested: Whether the pair was among those that are tested on a film; others are told, not judged, as in entries before method 5.
        fillers: One a filler that was run; none in entries before method 5.
        delta_logit: Mean over the fillers of y(film) − y(changed film): positive where the region held the score up.
        spread: Standard deviation of Δ between the fillers.
        delta_probability: The same difference of the probability, mean over the fillers.
        share_of_margin: Δ over the logit's distance from the threshold; null where that is 0.
        decision_changed: Whether more than half of the fillers change the decision.
        fillers_agree: Whether at least two fillers support it with one sign, and their mean Δ exceeds its spread.
        p, p_adjusted: The second smallest over the fillers.
        controls_n: Fewest matched controls over the fillers; in entries before method 5 how many there were on the film itself.
        reasons: Why place, spread, share_of_margin, fillers_agree, p or p_adjusted is null.
    """

    __test__ = False

    region: int
    place: Place | None
    tested: bool
    fillers: tuple[FillerTestRecord, ...]
    delta_logit: float
    spread: float | None
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
        sentence: How the map stands to the allowed region, in words; null where neither was asked.
        challenged: Why it was challenged, or that it was not.
        verdict_sentence: What was measured, in words; null with the verdict.
        deciding_region: Number of the region that decides the verdict; null where none does.
        scope: What was not tested; null where the verdict says nothing that could be taken for an all-clear.
        reasons: Why prevalence, attention, challenged or verdict is null; entries written as schema 2 before there was a prevalence give
            none for it.
    """

    label: str
    logit: float
    probability: Probability
    prevalence: Probability | None = None
    threshold: float
    positive: bool
    attention: AttentionRecord | None
    allowed_region: AllowedRegionRecord | None
    challenged: Challenged | None
    tests: tuple[TestRecord, ...]
    verdict: Verdict | None
    verdict_sentence: str | None
    deciding_region: int | None
    scope: str | None
    sentence: str | None
    reasons: Reasons

    @property
    def told_test(self) -> TestRecord | None:
        """The one test of which there is room to tell: of the region that decides, else the one of the largest |Δ|; None without any.

        Of tests from before method 5 it is the first, as it was then.
        """
        largest = max(self.tests, key=lambda test: abs(test.delta_logit) if test.fillers else 0, default=None)
        return next((test for test in self.tests if test.region == self.deciding_region), largest)
