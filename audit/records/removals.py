"""The entry of what filling in both sides of allowed regions did to all scores of a film that was screened before."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from audit.records.agreement import check_regions
from audit.records.challenges import ChallengeRecord, NotRunRecord, RegionRecord
from audit.records.events import EventRecord, HeadRecord
from audit.records.typed import Sha256, record


@record
class RemovalsRecord(EventRecord):
    """Global removals for all findings of a film, whatever was decided; a screening makes them of positive findings alone.

    Attributes:
        of: Entry of the film's screening, by whose method they were made.
        file_sha256: Of the film's file.
        fingerprint: Of that method.
        regions: Both sides of the allowed regions, the film's own and another chest's; none where the lungs did not pass their check.
        challenges: What filling in did, one a region and filler.
        not_run: Fillers that could not be run.
    """

    of: HeadRecord
    file_sha256: Sha256
    fingerprint: Sha256
    regions: tuple[RegionRecord, ...]
    challenges: tuple[ChallengeRecord, ...]
    not_run: tuple[NotRunRecord, ...]

    @model_validator(mode="after")
    def _check_agreement(self) -> Self:
        check_regions(self.regions, self.challenges, self.not_run, ())
        return self
