"""An entry of the log in one line of the worklist."""

from __future__ import annotations

from audit.log.store import EntryKind, Stored


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
    findings = record.findings or ()
    positive = sum(finding.positive for finding in findings)
    lost = sum(test.decision_changed for finding in findings for test in finding.tests)
    parts = [
        "not assessable" if record.anatomy and record.anatomy.not_assessable else "",
        f"{positive} positive",
        f"{lost} lost" if lost else "",
        f"entry {entry.seq}{origin}",
    ]
    text = " · ".join(filter(None, parts))
    return text[0].upper() + text[1:]
