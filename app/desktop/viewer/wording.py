"""The words in the boxes over the film."""

from __future__ import annotations

from app.desktop.viewer.view import Mark
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, HotSpotRecord
from models.attention.place_names import CONTENTS

_LEAST_SHOWN = 0.005


def marks(record: FilmRecord, finding: FindingRecord) -> list[Mark]:
    """Return the boxes of one finding: its hot spots outside, the place of a flag, and the regions that were challenged."""
    if finding.attention is None:
        return []
    found = [Mark(spot.box, _named(spot), challenged=False) for spot in finding.attention.hot_spots]
    excess = finding.attention.focal_excess
    if excess and excess.flagged:
        found.append(Mark(excess.box, "unusual here", challenged=False))
    boxes = {region.id: region.box for region in record.regions}
    return found + [Mark(boxes[test.region], f"Δ {test.delta_logit:+z.2f}", challenged=True) for test in finding.tests]


def _named(spot: HotSpotRecord) -> str:
    """Return share, zone and content of a hot spot, as far as the record tells them."""
    share = f"{spot.share:.0%}" if spot.share >= _LEAST_SHOWN else "under 1%"
    zone = (spot.zone or "").replace("_", " ")
    place = f"image’s {zone}" if zone.endswith(("corner", "border")) else zone
    content = CONTENTS.get(spot.holds or "")
    return ", ".join(filter(None, (f"{share} {place}".strip(), content)))
