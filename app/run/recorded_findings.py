"""The findings of a screening, and their challenges as the film's regions, as the record keeps them.

Until regions belong to the film (method, section 6) each challenged finding has one of its own, with the controls made for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.records.challenges import ChallengeRecord, ControlsRecord, RegionRecord, SpreadRecord
from audit.records.findings import (
    AllowedRegionRecord,
    AttentionRecord,
    DecompositionRecord,
    FindingRecord,
    FocalExcessRecord,
    HotSpotRecord,
    PeakRecord,
    TestRecord,
)
from models.values.attention import Attention, FocalExcess
from models.values.challenge import Challenge
from models.values.finding import AllowedRegion, Finding

NOT_SORTED = "The place of the region was not sorted by this version."
NOT_MEASURED = "Not measured by this version."
NO_P = "No p-value: this version has no controls matched from the reference."
NO_FILLERS = "One filler was used, so fillers cannot agree."
NO_COST = "The cost of the filler was not measured by this version."
NO_MARGIN = "The score lies on its threshold."
NO_PREVALENCE = "The classifier's manifest does not tell the prevalence that its probabilities are calibrated to."
NO_VERDICT = "This version draws no verdict."


def region_records(findings: Sequence[Finding]) -> tuple[RegionRecord, ...]:
    """Return the challenged regions, numbered in the order of the findings."""
    return tuple(_region(number, finding, challenge) for number, finding, challenge in _numbered(findings))


def challenge_records(findings: Sequence[Finding]) -> tuple[ChallengeRecord, ...]:
    """Return what was done in each region, and to which logit what happened."""
    return tuple(_challenge(number, finding.label, challenge) for number, finding, challenge in _numbered(findings))


def finding_records(findings: Sequence[Finding]) -> tuple[FindingRecord, ...]:
    """Return every label with its attention and tests."""
    numbers: dict[str, list[tuple[int, Challenge]]] = {}
    for number, finding, challenge in _numbered(findings):
        numbers.setdefault(finding.label, []).append((number, challenge))
    return tuple(
        FindingRecord(
            label=finding.label, logit=finding.logit, probability=finding.probability, threshold=finding.threshold,
            prevalence=finding.prevalence, positive=finding.positive,
            attention=_attention(finding.attention) if finding.attention else None,
            allowed_region=_allowed(finding.region) if finding.region else None,
            tests=tuple(_test(number, challenge) for number, challenge in numbers.get(finding.label, ())), verdict=None,
            sentence=finding.sentence, reasons=finding.reasons | _reasons(finding),
        )
        for finding in findings
    )  # fmt: skip


def _reasons(finding: Finding) -> dict[str, str]:
    return {"verdict": NO_VERDICT} | ({"prevalence": NO_PREVALENCE} if finding.prevalence is None else {})


def _numbered(findings: Sequence[Finding]) -> Iterator[tuple[int, Finding, Challenge]]:
    pairs = ((finding, challenge) for finding in findings for challenge in finding.challenges)
    return ((number, finding, challenge) for number, (finding, challenge) in enumerate(pairs))


def _region(number: int, finding: Finding, challenge: Challenge) -> RegionRecord:
    assert finding.attention is not None, "what is challenged is a hot spot of its map"
    spot = finding.attention.hot_spots[0]
    return RegionRecord(
        id=number, place=None, box=challenge.region, area_share=None, zone=str(spot.zone), holds=str(spot.holds), outline=None,
        of=(finding.label,), reasons={"place": NOT_SORTED, "area_share": NOT_MEASURED, "outline": NOT_MEASURED},
    )  # fmt: skip


def _challenge(number: int, label: str, challenge: Challenge) -> ChallengeRecord:
    found = challenge.controls
    spread = SpreadRecord(mean=found.mean, spread=found.spread, percentile=found.percentile, quantiles=None)
    return ChallengeRecord(
        region=number, kind=str(challenge.kind), filler=str(challenge.filler), ood_cost=None, delta_logit={label: challenge.delta_logit},
        controls=ControlsRecord(n=found.n, delta_logit={label: spread}), reasons={"ood_cost": NO_COST},
    )  # fmt: skip


def _test(number: int, challenge: Challenge) -> TestRecord:
    reasons = {"p": NO_P, "p_adjusted": NO_P, "fillers_agree": NO_FILLERS}
    if challenge.share_of_margin is None:
        reasons["share_of_margin"] = NO_MARGIN
    return TestRecord(
        region=number, delta_logit=challenge.delta_logit, delta_probability=challenge.delta_probability,
        share_of_margin=challenge.share_of_margin, decision_changed=challenge.decision_changed, fillers_agree=None, p=None, p_adjusted=None,
        controls_n=challenge.controls.n, reasons=reasons,
    )  # fmt: skip


def _attention(found: Attention) -> AttentionRecord:
    spots = (HotSpotRecord(box=spot.box, share=spot.share, zone=str(spot.zone), holds=str(spot.holds)) for spot in found.hot_spots)
    peak = found.peak
    return AttentionRecord(
        share_outside=found.share_outside, area_outside=found.area_outside, enrichment=found.enrichment,
        resolution_floor=found.resolution_floor, focal_excess=_focal_excess(found.focal_excess) if found.focal_excess else None,
        peak=PeakRecord(x=peak.x, y=peak.y, inside=peak.inside, distance_mm=peak.distance_mm, distance_px=peak.distance_px),
        hot_spots=tuple(spots), decomposition=_decomposition(found), reasons=found.reasons,
    )  # fmt: skip


def _focal_excess(found: FocalExcess) -> FocalExcessRecord:
    return FocalExcessRecord(value=found.value, p=found.p, flagged=found.flagged, n=found.n, pooled=found.pooled, box=found.box)


def _decomposition(found: Attention) -> DecompositionRecord | None:
    parts = found.decomposition
    return DecompositionRecord(total=parts.total, against=parts.against, reference=parts.reference) if parts else None


def _allowed(region: AllowedRegion) -> AllowedRegionRecord:
    return AllowedRegionRecord(
        name=region.name, known=region.known, tolerance_mm=region.tolerance_mm, spacing_known=region.spacing_known, reason=region.reason
    )
