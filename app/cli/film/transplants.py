"""What transplants of a film's regions did, in a line of the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from app.export.transplants import IN_BRACKETS, transplant_text
from audit.records.challenges import RegionRecord, TransplantRecord
from audit.records.film import FilmRecord
from models.attention.place_names import place_name
from models.values.attention import Holds, Zone

_NOT_RUN = "Not run: "


def transplants(record: FilmRecord) -> list[str]:
    """Return the median change of the scores of negative films with each region carried to them; none where nothing was asked."""
    made, places = record.transplants or (), {region.id: _place(region) for region in record.regions}
    told = [f"{one.label}, {places[one.region]}: {text}" for one in made if (text := transplant_text(one))]
    head = f"Transplants to films negative for the finding (confirm nothing about one film; {IN_BRACKETS}): "
    return [*([f"{head}{'; '.join(told)}."] if told else []), *_not_run(made)]


def _place(region: RegionRecord) -> str:
    return "all of one side" if region.zone is None else place_name(Zone(region.zone), Holds(region.holds or Holds.NOTHING_SPECIAL))


def _not_run(made: Sequence[TransplantRecord]) -> list[str]:
    """Return each reason once, with the findings that it is of."""
    by_reason = dict[str, list[str]]()
    for one in made:
        if one.spot is None:
            by_reason.setdefault(one.reasons["spot"], []).append(f"{one.label} ({one.region})")
    return [f"Transplants of {', '.join(names)} not run: {reason.removeprefix(_NOT_RUN)}" for reason, names in by_reason.items()]
