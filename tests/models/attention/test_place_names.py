"""Places have names that a sentence can use."""

from __future__ import annotations

import pytest

from models.attention.place_names import place_name
from models.values.attention import Holds, Zone


@pytest.mark.parametrize(
    ("zone", "holds", "name"),
    [
        (Zone.UPPER_RIGHT_CORNER, Holds.TEXT_OR_MARKER, "the image’s upper right corner (text or marker)"),
        (Zone.LEFT_BORDER, Holds.COLLIMATOR_EDGE, "the image’s left border (collimator edge)"),
        (Zone.SHOULDERS_AND_ARMS, Holds.DEVICE_LIKE_LINE, "an area of shoulders and arms (a line as of a device)"),
        (Zone.BELOW_DIAPHRAGM, Holds.NOTHING_SPECIAL, "an area below the diaphragm"),
    ],
)
def test_a_place_is_named_with_what_lies_there(zone: Zone, holds: Holds, name: str) -> None:
    assert place_name(zone, holds) == name


def test_every_zone_has_a_name_of_its_own_and_sides_are_the_images_for_corners_and_borders() -> None:
    names = {place_name(zone, Holds.NOTHING_SPECIAL) for zone in Zone}
    assert len(names) == len(Zone)
    assert not any("_" in name for name in names)
    assert {name.startswith("the image’s ") for name in names if name.endswith(("corner", "border"))} == {True}
