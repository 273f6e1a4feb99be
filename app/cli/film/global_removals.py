"""What global removals did to a film's positive findings, in a line of the terminal."""

from __future__ import annotations

from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.values.challenge import ChallengeKind, Filler, Removed
from models.values.finding import probability

_FILLERS = (Filler.KEPT_BLUR, Filler.REGISTERED_DONOR)
_HEAD = "Global removals (confirm nothing about one film; {fillers}; in brackets with another patient's mask):"


def global_removals(record: FilmRecord) -> list[str]:
    """Return the scores of the positive findings with all outside, and all inside, of their allowed regions filled in; none without any."""
    told = [text for finding in record.findings or () if (text := _finding(record, finding))]
    if not told:
        return []
    fillers = ", then ".join(str(filler).replace("_", " ") for filler in _FILLERS)
    return [f"{_HEAD.format(fillers=fillers)} {'; '.join(told)}."]


def _finding(record: FilmRecord, finding: FindingRecord) -> str | None:
    scores = {removed: _scores(record, finding, removed) for removed in Removed}
    if not scores[Removed.OUTSIDE] and not scores[Removed.INSIDE]:
        return None
    outside, inside = (
        f"{scores[own] or 'not run'} ({scores[other] or 'not run'})"
        for own, other in ((Removed.OUTSIDE, Removed.OUTSIDE_ANOTHERS), (Removed.INSIDE, Removed.INSIDE_ANOTHERS))
    )
    return f"{finding.label} {finding.probability:.2f}, without all outside {outside}, without all inside {inside}"


def _scores(record: FilmRecord, finding: FindingRecord, removed: Removed) -> str:
    """Return the score of a finding after each filler: "0.21, 0.35"; an empty text where none was run."""
    numbers = {region.id for region in record.regions if region.removed == removed and finding.label in region.of}
    kind = ChallengeKind.GLOBAL_REMOVAL
    after = {
        challenge.filler: f"{probability(finding.logit - challenge.delta_logit[finding.label]):.2f}"
        for challenge in record.challenges
        if challenge.kind == kind and challenge.region in numbers
    }
    return ", ".join(after.get(filler, "not run") for filler in _FILLERS) if after else ""
