"""What a test of a finding is shown beside: the same change at other places of the film."""

from __future__ import annotations

from audit.records.challenges import ControlsRecord
from audit.records.film import FilmRecord
from audit.records.findings import TestRecord


def controls_of(record: FilmRecord, test: TestRecord) -> ControlsRecord | None:
    """Return the film's own controls of the region of a test; None where none were made."""
    made = (challenge.controls for challenge in record.challenges if challenge.region == test.region)
    return next((controls for controls in made if controls), None)
