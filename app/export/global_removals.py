"""What global removals did to a film's positive findings, in a line."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records.challenges import ChallengeRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.challenge import ChallengeKind, Filler, Removed
from models.values.finding import probability

_OTHERS = {Removed.OUTSIDE: Removed.OUTSIDE_ANOTHERS, Removed.INSIDE: Removed.INSIDE_ANOTHERS}
_NOT_RUN = "not run"


def global_removals(record: FilmRecord) -> list[str]:
    """Return the scores of the positive findings with all outside, and all inside, of their allowed regions filled in; none without any."""
    made = [challenge for challenge in record.challenges if challenge.kind == str(ChallengeKind.GLOBAL_REMOVAL)]
    fillers = [filler for filler in Filler if filler in {challenge.filler for challenge in made}]
    told = [_finding(record, finding, made, fillers) for finding in record.findings or () if finding.positive]
    if not made or not any(told):
        return []
    beside = "in brackets with another chest's mask" if _has_others(record) else "no donors, so no other chest's mask"
    by = ", then ".join(str(filler).replace("_", " ") for filler in fillers)
    return [f"Global removals (confirm nothing about one film; {by}; {beside}): {'; '.join(filter(None, told))}."]


def _has_others(record: FilmRecord) -> bool:
    return any(region.removed in _OTHERS.values() for region in record.regions)


def _finding(record: FilmRecord, finding: FindingRecord, made: Sequence[ChallengeRecord], fillers: Sequence[Filler]) -> str:
    """Tell one finding; an empty text where nothing was to be filled in for it."""
    sides = list[str]()
    for own, other in _OTHERS.items():
        numbers = {
            removed: {region.id for region in record.regions if region.removed == removed and finding.label in region.of}
            for removed in (own, other)
        }
        if numbers[own]:
            beside = f" ({_scores(finding, made, numbers[other], fillers)})" if numbers[other] else ""
            sides.append(f"without all {own} {_scores(finding, made, numbers[own], fillers)}{beside}")
    return ", ".join([f"{finding.label} {finding.probability:.2f}", *sides]) if sides else ""


def _scores(finding: FindingRecord, made: Sequence[ChallengeRecord], numbers: set[int], fillers: Sequence[Filler]) -> str:
    """Return the score of a finding after each filler: "0.21, 0.35"."""
    deltas = {challenge.filler: challenge.delta_logit[finding.label] for challenge in made if challenge.region in numbers}
    after = (f"{probability(finding.logit - deltas[filler]):.2f}" if filler in deltas else _NOT_RUN for filler in fillers)
    return ", ".join(after)
