"""The words beside boxes and outlines over the film."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.desktop.viewer.view import Mark, RegionOutline
from app.export.changes import change_text
from audit.records.challenges import region_number
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, HotSpotRecord, TestRecord
from models.attention.place_names import CONTENTS

_LEAST_SHOWN = 0.005


def marks(record: FilmRecord, finding: FindingRecord) -> list[Mark]:
    """Return the boxes of one finding: its hot spots outside, the place of a flag, and challenged regions whose outline is not kept."""
    if finding.attention is None:
        return []
    found = [Mark(spot.box, _named(spot), challenged=False) for spot in finding.attention.hot_spots]
    excess = finding.attention.focal_excess
    if excess and excess.flagged:
        found.append(Mark(excess.box, "unusual here", challenged=False))
    boxes = {region.id: region.box for region in record.regions if region.outline is None}
    return found + [Mark(boxes[test.region], _change(test), challenged=True) for test in finding.tests if test.region in boxes]


def region_outlines(finding: FindingRecord, masks: Mapping[int, NDArray[np.bool_]]) -> list[RegionOutline]:
    """Return the challenged regions of one finding, as far as their masks are kept.

    Args:
        finding: Of a film.
        masks: h×w over the whole film, by number of the region.
    """
    kept = {number: mask for number, mask in masks.items() if mask.any()}
    return [
        RegionOutline(f"{region_number(test.region)}: {_change(test)}", kept[test.region]) for test in finding.tests if test.region in kept
    ]


def _change(test: TestRecord) -> str:
    return change_text(test.delta_logit)


def _named(spot: HotSpotRecord) -> str:
    """Return share, zone and content of a hot spot, as far as the record tells them."""
    share = f"{spot.share:.0%}" if spot.share >= _LEAST_SHOWN else "under 1%"
    zone = (spot.zone or "").replace("_", " ")
    place = f"image’s {zone}" if zone.endswith(("corner", "border")) else zone
    content = CONTENTS.get(spot.holds or "")
    return ", ".join(filter(None, (f"{share} {place}".strip(), content)))
