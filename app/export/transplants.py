"""Transplants of a film's regions, in words."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records.challenges import CarriedRecord, RegionRecord, TransplantRecord, region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord
from models.attention.place_names import place_name
from models.values.attention import Holds, Zone

IN_BRACKETS = "in brackets the same place of another of these films"
_NOT_RUN = "Not run: "


def transplants(record: FilmRecord) -> list[str]:
    """Return the median change of the scores of negative films with each region carried to them; none where nothing was asked."""
    made, places = record.transplants or (), {region.id: _place(region) for region in record.regions}
    told = [f"{one.label}, {places[one.region]}: {text}" for one in made if (text := transplant_text(one))]
    head = f"Transplants to films negative for the finding (confirm nothing about one film; {IN_BRACKETS}): "
    return [*([f"{head}{'; '.join(told)}."] if told else []), *_not_run(made)]


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


def _place(region: RegionRecord) -> str:
    return "all of one side" if region.zone is None else place_name(Zone(region.zone), Holds(region.holds or Holds.NOTHING_SPECIAL))


def _not_run(made: Sequence[TransplantRecord]) -> list[str]:
    """Return each reason once, with the findings that it is of."""
    by_reason = dict[str, list[str]]()
    for one in made:
        if one.spot is None:
            by_reason.setdefault(one.reasons["spot"], []).append(f"{one.label} (region {region_number(one.region)})")
    return [f"Transplants of {', '.join(names)} not run: {reason.removeprefix(_NOT_RUN)}" for reason, names in by_reason.items()]
