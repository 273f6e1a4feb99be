"""What is drawn of one finding: how much of its map lies outside the allowed places, and where its logit is stored."""

from __future__ import annotations

from typing import Any

from app.desktop.review.view import Budget, BudgetPart, Evidence, Share
from models.attention.decomposition import BIAS, ELSEWHERE

_ORDER = ("right_lung", "left_lung", "mediastinum", "below_diaphragm", ELSEWHERE)
"""As on the film; the log keeps names in the order of their letters."""
_NOT_EXACT = "No evidence budget: of this classifier, map and bias do not sum to the logit."


def evidence(finding: dict[str, Any]) -> Evidence | None:
    """Return what is drawn of a finding of the record; None where its map was not looked at."""
    attention = finding["attention"]
    if attention is None:
        return None
    share = Share(attention["share_outside"], attention["area_outside"], attention["resolution_floor"])
    if not attention["budget"]:
        return Evidence(share, None, _NOT_EXACT)
    return Evidence(share, _budget(attention, finding["logit"]))


def _budget(attention: dict[str, Any], logit: float) -> Budget:
    whole, against, usual = attention["budget"], attention["budget_against"], attention["budget_reference"] or {}
    names = sorted(whole.keys() - {BIAS}, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    parts = (BudgetPart(name.replace("_", " "), whole[name] - against[name], against[name], usual.get(name)) for name in names)
    return Budget(tuple(parts), whole[BIAS], logit)
