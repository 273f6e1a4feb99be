"""What the terminal says of a film that was recorded, in one line."""

from __future__ import annotations

from app.cli.films import named
from app.export.called import called_text
from app.export.global_removals import global_removals
from app.export.questions import questions
from app.export.scores import score_text
from app.export.total_effects import total_effect_text
from app.export.transplants import transplants
from app.run.events import FilmRecorded
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from audit.records.told import verdict_text, worst_finding
from models.values.verdict import Verdict


def line_of(done: FilmRecorded) -> str:
    """Return status, entry, verdict, positive findings and what a person should look at."""
    record = done.entry.film
    before = f"{named(done.path)}: {record.status} (entry {done.entry.seq}{_origin(done)})."
    return " ".join([before, *_result(record), *questions(record)])


def _origin(done: FilmRecorded) -> str:
    if not done.already_recorded:
        return ""
    return ", already recorded from another file with the same pixels" if done.duplicate else ", already recorded"


def _result(record: FilmRecord) -> list[str]:
    if record.status != "screened":
        return [record.reason or ""]
    positive = "; ".join(_finding(record, finding) for finding in record.findings or () if finding.positive)
    reason = record.anatomy.not_assessable if record.anatomy else None
    ratio = record.anatomy.cardiothoracic_ratio if record.anatomy else None
    measured = [] if ratio is None else [f"Cardiothoracic ratio {ratio:.2f}."]
    return [
        *_verdict(record),
        f"{positive or 'No positive finding'}.",
        *measured,
        *([f"{reason} No flag and no all-clear."] if reason else []),
        *([told] if (told := called_text(record)) else []),
        *global_removals(record),
        *transplants(record),
    ]


def _verdict(record: FilmRecord) -> list[str]:
    """Return the film's verdict, and of its worst finding what was measured; a film that is not assessable says why once."""
    worst = worst_finding(record)
    if worst is None or worst.verdict is None:
        return []
    said = [f"Verdict: {verdict_text(worst.verdict)}."]
    told_already = worst.verdict == Verdict.NOT_CHALLENGED or (record.anatomy is not None and record.anatomy.not_assessable is not None)
    if worst.verdict_sentence and not told_already:
        said.append(f"{worst.label}: {worst.verdict_sentence}")
        said += [text for test in worst.tests if test.region == worst.deciding_region and (text := total_effect_text(record, worst, test))]
    return [*said, worst.scope] if worst.scope else said


def _finding(record: FilmRecord, finding: FindingRecord) -> str:
    text = f"{finding.label} {score_text(finding)}"
    if record.anatomy and not record.anatomy.not_assessable and finding.reasons.get("attention", "").startswith("Not assessable"):
        text += ", not assessable"  # Of this finding alone, as where its lung is cut off; a film's own reason stands once.
    excess = finding.attention.focal_excess if finding.attention else None
    return f"{text}, unusual attention outside (p {excess.p:.3f}, not confirmed)" if excess and excess.flagged else text
