"""Where something lies on a film and what lies there, in words."""

from __future__ import annotations

from collections.abc import Mapping

from models.values.attention import Holds, Zone

CONTENTS: Mapping[str, str] = {
    Holds.TEXT_OR_MARKER: "text or marker", Holds.DEVICE_LIKE_LINE: "a line as of a device", Holds.COLLIMATOR_EDGE: "collimator edge",
}  # fmt: skip
_ZONES = {
    Zone.ABOVE_CLAVICLES: "the area above the clavicles", Zone.SHOULDERS_AND_ARMS: "an area of shoulders and arms",
    Zone.CHEST_WALL: "an area of the chest wall", Zone.BACKGROUND: "an area of the background",
    Zone.MEDIASTINUM: "an area of the mediastinum", Zone.BELOW_DIAPHRAGM: "an area below the diaphragm",
    Zone.RIGHT_LUNG: "an area of the right lung", Zone.LEFT_LUNG: "an area of the left lung",
}  # fmt: skip


def place_name(zone: Zone, holds: Holds) -> str:
    """Return what a sentence calls a place: corners and borders are the image's, lungs the patient's."""
    name = _ZONES.get(zone, f"the image’s {zone.replace('_', ' ')}")
    return f"{name} ({CONTENTS[holds]})" if holds in CONTENTS else name
