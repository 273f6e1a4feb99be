"""Transplants of a film's regions, in words."""

from __future__ import annotations

from audit.records.challenges import CarriedRecord, TransplantRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord

IN_BRACKETS = "in brackets the same place of another of these films"


def transplants_of(record: FilmRecord, finding: FindingRecord) -> list[TransplantRecord]:
    """Return the transplants that were made, or could not be run, for a finding."""
    return [one for one in record.transplants or () if one.label == finding.label]


def transplant_text(one: TransplantRecord) -> str | None:
    """Return what a transplant did beside its twin, in part of a sentence; None where it was not run."""
    if one.spot is None or one.twin is None:
        return None
    return (
        f"{one.spot.logit:+z.2f} logits, probability {one.spot.probability:+z.2f}, {_turned(one.spot, one.recipients)} turned positive "
        f"({one.twin.logit:+z.2f}, {one.twin.probability:+z.2f}, {_turned(one.twin, one.recipients)})"
    )


def _turned(one: CarriedRecord, recipients: int) -> str:
    return f"{one.turned_positive} of {recipients}"
