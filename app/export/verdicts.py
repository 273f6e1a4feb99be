"""Verdicts as text, and the finding that a film's verdict is of."""

from __future__ import annotations

from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.verdict import Verdict

_WORDS = {str(verdict): str(verdict).replace("_", " ") for verdict in Verdict} | {
    str(Verdict.ATTENTION_OUTSIDE_NOT_CONFIRMED): "attention outside, not confirmed"
}


def verdict_text(verdict: str) -> str:
    """Return a verdict in words: "dependent on outside"."""
    return _WORDS[verdict]


def worst_finding(record: FilmRecord) -> FindingRecord | None:
    """Return the first finding whose verdict is the film's; None where it has none."""
    findings = record.findings if record.verdict else ()
    return next((finding for finding in findings or () if finding.verdict == record.verdict), None)
