"""Zones of the lung frame have the records' names, and the words by which findings are told."""

from __future__ import annotations

import numpy as np
import pytest

from audit.cohort.atlas.frame import COARSE, mean_outline
from audit.cohort.atlas.zones import zone, zone_words
from models.attention.place_names import place_name
from models.values.attention import Holds, Zone


@pytest.mark.parametrize("name", list(Zone))
def test_words_are_those_of_findings(name: Zone) -> None:
    holds = next(one for one in Holds if "(" not in place_name(name, one))
    assert zone_words(str(name)) == place_name(name, holds)


def test_every_place_has_a_zone_of_the_records() -> None:
    found = {zone(place, 0.5, 0.5) for place in range(len(COARSE.points))}
    found |= {zone(0, across, down) for across in (0.05, 0.15, 0.5, 0.85, 0.95) for down in (0.05, 0.15, 0.5, 0.85, 0.95)}
    assert found <= set(map(str, Zone))
    assert len(found) == len(Zone)


@pytest.mark.parametrize(
    ("point", "name"),
    [
        (mean_outline()[:24].mean(axis=0), "right_lung"), (mean_outline()[24:].mean(axis=0), "left_lung"),
        (mean_outline().mean(axis=0), "mediastinum"), ((0.5, 0.95), "below_diaphragm"), ((0.5, 0.03), "above_clavicles"),
        ((0.11, 0.5), "chest_wall"), ((0.0, 0.1), "shoulders_and_arms"),
    ],
)  # fmt: skip
def test_parts_of_the_chest(point: tuple[float, float], name: str) -> None:
    nearest = int(np.hypot(*(COARSE.points - point).T).argmin())
    assert zone(nearest, 0.5, 0.5) == name


def test_borders_and_corners_are_the_films() -> None:
    """Wherever in the frame they lie."""
    assert zone(0, 0.15, 0.9) == "lower_left_corner"
    assert zone(0, 0.5, 0.05) == "top_border"
    assert zone(0, 0.96, 0.5) == "right_border"
