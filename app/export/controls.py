"""What a test of a finding is read beside: the same change at other places."""

from __future__ import annotations

from audit.records.challenges import SpreadRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, TestRecord


def controls_of(record: FilmRecord, finding: FindingRecord, test: TestRecord) -> SpreadRecord | None:
    """Return how the controls' Δ of a finding lie for the region of one of its tests; None where no controls were made."""
    for challenge in record.challenges:
        if challenge.region == test.region and challenge.controls:
            return challenge.controls.delta_logit.get(finding.label)
    return None
