"""The words beside boxes and outlines over the film."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.desktop.viewer.wording import marks, region_outlines
from audit.records.findings import FocalExcessRecord, HotSpotRecord
from tests.app.desktop.records import SPOT, attention, film, finding, judged, negative, of_an_earlier_version


def text_of(spot: HotSpotRecord) -> str:
    found = finding(attention=attention(hot_spots=(spot,)))
    return marks(film(found), found)[0].text


def test_the_challenged_region_is_marked_apart_from_hot_spots() -> None:
    spot, region = marks(film(), finding())
    assert (spot.text, spot.box, spot.challenged) == ("40% image’s upper left corner, text or marker", (0, 0, 9, 9), False)
    assert (region.text, region.box, region.challenged) == ("falls by 4.00", (1, 2, 3, 4), True)
    assert marks(film(negative()), negative()) == []


def test_a_region_whose_outline_is_kept_is_drawn_by_it_and_needs_no_box() -> None:
    record = judged()
    first = (record.findings or ())[0]
    assert [mark.challenged for mark in marks(record, first)] == [False]
    mask = np.ones((2, 2), bool)
    outlines = region_outlines(first, {0: mask, 1: mask, 2: mask})
    assert [outline.text for outline in outlines] == ["1: falls by 4.00", "2: stays"]
    assert region_outlines(first, {1: ~mask}) == []


def test_the_box_of_a_region_is_found_by_its_number() -> None:
    (region,) = film().regions
    assert marks(film(regions=(replace(region, id=1, box=(7, 7, 8, 8)), region)), finding())[-1].box == (1, 2, 3, 4)


@pytest.mark.parametrize(("flagged", "boxes"), [(True, [(5, 6, 7, 8)]), (False, []), (None, [])])
def test_the_place_of_a_flag_is_framed_and_no_other(flagged: bool | None, boxes: list[tuple[int, int, int, int]]) -> None:
    excess = FocalExcessRecord(value=9.0, p=0.025, flagged=flagged, n=79, pooled=True, box=(5, 6, 7, 8))
    found = finding(attention=attention(focal_excess=excess))
    assert [mark.box for mark in marks(film(found), found) if mark.text == "unusual here"] == boxes


def test_a_hot_spots_box_names_its_zone_and_what_lies_there() -> None:
    assert text_of(replace(SPOT, share=0.002, holds="nothing_special")) == "under 1% image’s upper left corner"
    assert text_of(replace(SPOT, zone="right_lung", holds="device_like_line")) == "40% right lung, a line as of a device"


def test_of_an_entry_of_an_earlier_version_the_box_tells_the_share_alone() -> None:
    record = of_an_earlier_version()
    assert record.findings is not None
    assert [mark.text for mark in marks(record, record.findings[0])] == ["40%", "falls by 4.00"]
