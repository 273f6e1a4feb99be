"""A finding is not assessable where the film ends before the place at which it may lie."""

from __future__ import annotations

import pytest

from models.regions.missing import missing
from models.regions.table import shipped_table
from models.values.cut_off import CutOff, Edge, Lung

TABLE = shipped_table()


@pytest.mark.parametrize(
    ("label", "edge", "share", "needed"),
    [
        ("Effusion", Edge.LOWER, 0.3, True),
        ("Pneumothorax", Edge.UPPER, 0.3, True),
        ("Pleural_Thickening", Edge.LEFT, 0.3, True),
        ("Effusion", Edge.LOWER, 0.2, False),
        ("Mass", Edge.LOWER, 0.3, False),
        ("Mass", Edge.LOWER, 0.9, True),
        ("Cardiomegaly", Edge.LOWER, 0.9, True),
        ("Cardiomegaly", Edge.LEFT, 0.9, False),
        ("Support Devices", Edge.LOWER, 0.9, False),
    ],
)
def test_each_needs_what_it_lies_in(label: str, edge: Edge, share: float, *, needed: bool) -> None:
    said = missing(TABLE.of(label)[0], [CutOff(Lung.RIGHT, edge, share)])
    assert (said is not None) == needed
    if said:
        assert said == f"Not assessable: the right lung is cut off at the film's {edge} edge, and this finding may lie there."


def test_whole_lungs_lack_nothing() -> None:
    assert all(missing(region, []) is None for region in TABLE.regions.values())


def test_both_lungs_are_named_where_both_are_cut_off() -> None:
    cuts = [CutOff(lung, Edge.LOWER, 0.9) for lung in Lung]
    assert (
        missing(TABLE.of("Effusion")[0], cuts)
        == "Not assessable: both lungs are cut off at the film's lower edge, and this finding may lie there."
    )
