"""The findings of a screening as the record keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from app.run.recorded_challenges import test_records
from audit.records.findings import (
    AllowedRegionRecord,
    AttentionRecord,
    DecompositionRecord,
    FindingRecord,
    FocalExcessRecord,
    HotSpotRecord,
    PeakRecord,
)
from models.values.attention import Attention, FocalExcess
from models.values.finding import AllowedRegion, Finding

NO_PREVALENCE = "The classifier's manifest does not tell the prevalence that its probabilities are calibrated to."
NO_VERDICT = "No verdict: perturbation tests have not ended, or were not asked for."


def finding_records(findings: Sequence[Finding]) -> tuple[FindingRecord, ...]:
    """Return every label with its attention, its tests and its verdict."""
    return tuple(map(_finding, findings))


def _finding(finding: Finding) -> FindingRecord:
    found = finding.verdict
    return FindingRecord(
        label=finding.label, logit=finding.logit, probability=finding.probability, threshold=finding.threshold,
        prevalence=finding.prevalence, positive=finding.positive,
        attention=_attention(finding.attention) if finding.attention else None,
        allowed_region=_allowed(finding.region) if finding.region else None,
        challenged=str(finding.challenged) if finding.challenged else None, tests=test_records(finding),
        verdict=str(found.verdict) if found else None, verdict_sentence=found.sentence if found else None,
        deciding_region=found.region if found else None, scope=found.scope if found else None,
        sentence=finding.sentence, reasons=finding.reasons | _reasons(finding),
    )  # fmt: skip


def _reasons(finding: Finding) -> dict[str, str]:
    missing = {"prevalence": NO_PREVALENCE, "verdict": NO_VERDICT, "challenged": NO_VERDICT}
    return {name: sentence for name, sentence in missing.items() if getattr(finding, name) is None}


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
