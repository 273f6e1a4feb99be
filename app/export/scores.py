"""A score as text: the probability, from where on it is positive, and to which share of films it is calibrated."""

from __future__ import annotations

from audit.records.film import ClassifierRecord
from audit.records.findings import FindingRecord


def score_text(finding: FindingRecord) -> str:
    """Return probability, threshold and, where it is known, prevalence: "0.301 (≥ 0.201, prevalence 11.7 %)"."""
    known = "" if finding.prevalence is None else f", prevalence {share_text(finding.prevalence)}"
    return f"{finding.probability:.3f} (≥ {finding.threshold:.3f}{known})"


def share_text(share: float) -> str:
    """Return a prevalence in per cent."""
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%"


def classifier_text(used: ClassifierRecord) -> str:
    """Return a classifier's name and, where it is known, its operating point."""
    return used.name if used.operating_point is None else f"{used.name} at {used.operating_point}"
