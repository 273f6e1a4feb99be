"""An entry of the log in one line of the worklist."""

from __future__ import annotations

from audit.log.store import EntryKind, Stored
from audit.records.told import verdict_text
from models.values.verdict import Verdict


def row_line(entry: Stored, *, already_recorded: bool, duplicate: bool = False) -> str:
    """Return the second line of a worklist row; what matters most comes first, since its end may be cut off.

    Args:
        entry: Of the film.
        already_recorded: It was there before.
        duplicate: It is of another file with the same pixels.
    """
    record = entry.film
    origin = " (same pixels)" if duplicate else " (already recorded)" if already_recorded else ""
    if entry.kind == EntryKind.FAILED:
        origin = ""
    if entry.kind != EntryKind.SCREENED:
        why = (record.reason or "").removesuffix(".")
        return " · ".join(filter(None, (entry.kind.capitalize(), why, f"entry {entry.seq}{origin}")))
    verdict = row_verdict(entry)
    positive = sum(finding.positive for finding in record.findings or ())
    parts = [verdict_text(verdict) if verdict else "", f"{positive} positive", f"entry {entry.seq}{origin}"]
    text = " · ".join(filter(None, parts))
    return text[0].upper() + text[1:]


def row_verdict(entry: Stored) -> Verdict | None:
    """Return the verdict of the film of an entry; earlier versions drew none, but said whether it was assessable."""
    record = entry.film
    if entry.kind != EntryKind.SCREENED:
        return None
    if record.verdict:
        return Verdict(record.verdict)
    return Verdict.NOT_ASSESSABLE if record.anatomy and record.anatomy.not_assessable else None
