"""An entry of the log in one line of the worklist."""

from __future__ import annotations

from app.export.verdicts import verdict_text
from audit.log.store import EntryKind, Stored
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
        return f"Failed · entry {entry.seq}"
    if entry.kind != EntryKind.SCREENED:
        return f"{entry.kind.capitalize()} · entry {entry.seq}{origin}"
    not_assessable = Verdict.NOT_ASSESSABLE if record.anatomy and record.anatomy.not_assessable else None
    verdict = record.verdict or not_assessable  # Earlier versions drew none.
    positive = sum(finding.positive for finding in record.findings or ())
    parts = [verdict_text(verdict) if verdict else "", f"{positive} positive", f"entry {entry.seq}{origin}"]
    text = " · ".join(filter(None, parts))
    return text[0].upper() + text[1:]
