"""The total effect of filling in a region, in words where it differs from the direct one by more than a tenth (method, section 6)."""

from __future__ import annotations

from app.export.changes import change_text
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, TestRecord

_TENTH = 0.1


def total_effect(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> float | None:
    """Return Δ through the whole preparation, of a positive finding that the region passes for; None where it was not computed."""
    found = _direct_and_total(record, finding, test)
    return found[2] if found else None


def total_effect_text(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> str | None:
    """Return a sentence where the total effect differs from the direct one by more than a tenth of that; else None."""
    found = _direct_and_total(record, finding, test)
    if found is None or abs(found[2] - found[1]) <= _TENTH * abs(found[1]):
        return None
    filler, direct, total = found
    return (
        f"Through the whole preparation, whose range of intensities is then that of the changed film, the logit {change_text(total)}; with "
        f"the range of the film it {change_text(direct)} ({filler.replace('_', ' ')})."
    )


def _direct_and_total(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> tuple[str, float, float] | None:
    """Return the filler by which both were computed, and both."""
    if not (finding.positive and test.tested and test.fillers_agree):
        return None
    for one in record.challenges:
        if one.region == test.region and one.total_delta_logit is not None:
            return one.filler, one.delta_logit[finding.label], one.total_delta_logit[finding.label]
    return None
