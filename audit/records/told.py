"""What is told first of a film: its verdict in words, and the finding that this is of."""

from __future__ import annotations

from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.verdicts import WORST_FIRST

_WORDS = {verdict: verdict.replace("_", " ") for verdict in WORST_FIRST} | {
    "attention_outside_not_confirmed": "attention outside, not confirmed"
}


def verdict_text(verdict: str) -> str:
    """Return a verdict in words: "dependent on outside"."""
    return _WORDS[verdict]


def worst_findings(record: FilmRecord) -> list[FindingRecord]:
    """Return the findings whose verdict is the film's, positive ones first, then by their scores; none where it has none."""
    same = [finding for finding in record.findings or () if record.verdict and finding.verdict == record.verdict]
    return sorted(same, key=lambda finding: (finding.positive, finding.probability), reverse=True)


def worst_finding(record: FilmRecord) -> FindingRecord | None:
    """Return the first of them; None where the film has no verdict."""
    return next(iter(worst_findings(record)), None)
