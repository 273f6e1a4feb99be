"""What is drawn of one finding: how much of its map lies outside the allowed region, and where its logit is stored."""

from __future__ import annotations

from app.desktop.review.view import Budget, BudgetPart, FindingEvidence, Share
from audit.records.findings import DecompositionRecord, FindingRecord
from models.attention.decomposition import BIAS, ELSEWHERE

_ORDER = ("right_lung", "left_lung", "mediastinum", "below_diaphragm", ELSEWHERE)
"""As on the film; the log keeps names in the order of their letters."""
_NONE = "No logit decomposition."


def evidence(finding: FindingRecord) -> FindingEvidence | None:
    """Return what is drawn of a finding; None where it has no attention."""
    attention = finding.attention
    if attention is None:
        return None
    share = Share(attention.share_outside, attention.area_outside, attention.resolution_floor)
    if attention.decomposition is None:
        return FindingEvidence(share, None, f"{_NONE} {attention.reasons.get('decomposition', '')}".rstrip())
    return FindingEvidence(share, _budget(attention.decomposition, finding.logit))


def _budget(found: DecompositionRecord, logit: float) -> Budget:
    total, against, usual = found.total, found.against, found.reference or {}
    names = sorted(total.keys() - {BIAS}, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    parts = (BudgetPart(name.replace("_", " "), total[name] - against[name], against[name], usual.get(name)) for name in names)
    return Budget(tuple(parts), total[BIAS], logit)
