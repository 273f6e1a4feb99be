"""Numbers with their meaning: nothing that was said in sentences is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.desktop.review.figures import of_map, of_score, of_test, rests_on
from app.desktop.review.view import Figure
from audit.records.findings import FindingRecord, FocalExcessRecord, PeakRecord
from tests.app.desktop.records import ALLOWED, BEFORE, attention, filled, film, finding, judged, negative, of_an_earlier_version, quality
from tests.app.desktop.records import tested as of_an_earlier_method

SHARE = "11.7\N{NO-BREAK SPACE}%"
UNUSUAL = FocalExcessRecord(value=3.0, p=0.025, flagged=True, n=79, pooled=False, box=(0, 0, 9, 9))


def named(figures: list[Figure]) -> dict[str, Figure]:
    return {figure.name: figure for figure in figures}


def with_peak(**changes: Any) -> FindingRecord:
    peak = PeakRecord(x=1.0, y=1.0, inside=False, distance_mm=None, distance_px=12.4)
    return finding(attention=attention(peak=replace(peak, **changes)))


def test_a_score_has_its_decision_its_threshold_and_its_prevalence() -> None:
    found = named(of_score(finding()))
    assert {name: figure.value for name, figure in found.items()} == {
        "Probability": "0.900, positive", "Threshold": "0.500", "Prevalence": SHARE,
    }  # fmt: skip
    assert found["Prevalence"].meaning.startswith(f"{SHARE} of the films")
    assert "logit is +2.20" in found["Probability"].meaning
    assert list(named(of_score(negative(prevalence=None)))) == ["Probability", "Threshold"]
    assert of_score(negative())[0].value == "0.100, not positive"


def test_a_test_has_its_change_with_unit_and_floor_and_its_p() -> None:
    change, p = of_test(filled())
    assert (change.value, p.value) == ("logit falls by 4.00, floor 0.75", "0.005")
    assert "differs by 0.50" in change.meaning
    assert "It is 1.8 of the distance to the threshold" in change.meaning


def test_of_a_test_without_calibration_it_is_said_why_p_is_not_known() -> None:
    fillers = tuple(replace(one, p=None, p_adjusted=None, floor=None, supports=False) for one in filled().fillers)
    bare = replace(filled(), fillers=fillers, p=None, p_adjusted=None, reasons={"p": "No calibration.", "p_adjusted": "No calibration."})
    change, p = of_test(bare)
    assert (change.value, p.value, p.meaning) == ("logit falls by 4.00", "not known", "No calibration.")


@pytest.mark.parametrize("test", [None, of_an_earlier_method()])
def test_of_no_test_and_of_one_of_an_earlier_method_there_are_no_numbers(test: Any) -> None:
    assert of_test(test) == []


def test_a_p_of_less_than_a_thousandth_is_not_said_to_be_nothing() -> None:
    assert of_test(replace(filled(), p_adjusted=0.0004))[1].value == "under 0.001"


def test_a_map_has_its_share_the_grids_and_its_peak() -> None:
    found = named(of_map(finding()))
    assert {name: figure.value for name, figure in found.items()} == {
        "Attention outside": "not known", "Share outside": "50% of the map", "Resolution floor": "6% of the map", "Peak": "12 px outside",
    }  # fmt: skip
    assert found["Attention outside"].meaning == "Measured. A share alone means nothing."
    assert found["Share outside"].meaning.endswith("A share alone means nothing.")
    assert of_map(negative()) == []


@pytest.mark.parametrize(("flagged", "word"), [(True, "unusual"), (False, "not unusual")])
def test_unusual_attention_is_told_with_p_and_the_films_it_is_beside(flagged: bool, word: str) -> None:
    seen = finding(attention=attention(focal_excess=replace(UNUSUAL, flagged=flagged), reasons={}))
    assert of_map(seen)[0].value == f"{word}, p 0.025 of 79 films"


def test_a_peak_is_told_in_millimetres_where_the_spacing_is_known_and_without_distance_where_nothing_lies_outside() -> None:
    assert of_map(with_peak(distance_mm=7.6, inside=True))[-1].value == "8 mm inside"
    assert of_map(with_peak(distance_px=None, inside=True))[-1].value == "inside"


def test_a_finding_rests_on_its_allowed_region_the_segmentation_and_the_heart() -> None:
    region, lungs, heart = rests_on(film(), finding())
    assert (region.value, region.meaning) == ("“pleura”, grown by 15 mm", "“pleura”, grown by 15 mm: the dashed outline. At the rim.")
    assert lungs.value == "quality 0.96 of 1"
    assert (heart.name, heart.value, heart.meaning) == (
        "Cardiothoracic ratio", "not measured: the view is AP", "Not measured: the view is AP.",
    )  # fmt: skip


def test_of_an_entry_before_hearts_were_looked_for_it_is_not_said_what_this_version_does() -> None:
    before = film(anatomy=quality())
    before = replace(before, method=replace(before.method, number=3))
    assert rests_on(before, finding())[-1].meaning == "Not measured by the version that wrote this entry."


def test_the_cardiothoracic_ratio_is_told_and_a_heart_that_was_not_found() -> None:
    measured = replace(quality(), cardiothoracic_ratio=0.527, reasons={})
    assert rests_on(film(anatomy=measured), finding())[-1].value == "0.53"
    why = "No heart was found; its place is taken from the lungs."
    reasons = {"cardiothoracic_ratio": "Not measured: no heart was found.", "heart_area_share": why}
    anatomy = replace(quality(), heart_area_share=None, reasons=reasons)
    assert [(one.value, one.meaning) for one in rests_on(film(anatomy=anatomy), finding())[-2:]] == [
        ("not measured: no heart was found", "Not measured: no heart was found."),
        ("not found", why),
    ]


def test_a_default_region_and_an_unknown_spacing_are_told() -> None:
    """The words hold for a spacing that is missing and for one that is not believed."""
    found = finding(allowed_region=replace(ALLOWED, known=False, spacing_known=False))
    region = rests_on(film(found), found)[0]
    assert region.value == "“pleura” (default), grown by 4% of the width, since no pixel spacing is relied on"
    assert region.meaning.endswith("The table does not name this label, so the default was used.")


def test_of_an_entry_of_an_earlier_version_what_is_not_known_has_its_reason() -> None:
    record = of_an_earlier_version()
    assert record.findings is not None
    unusual, _, grid, _ = of_map(record.findings[0])
    assert unusual.meaning == (
        "50% of the map lies outside the allowed region, which is 30% of the exposed field. How unusual that is, is not known. "
        f"{BEFORE} A share alone means nothing."
    )
    assert (grid.value, grid.meaning) == ("not known", f"No resolution floor. {BEFORE}")
    assert rests_on(record, record.findings[0]) == [Figure("Lung segmentation", "quality not known", BEFORE)]


def test_every_number_has_a_meaning() -> None:
    record = judged()
    for found in record.findings or ():
        for figure in (*of_score(found), *of_test(found.told_test), *of_map(found), *rests_on(record, found)):
            assert figure.meaning
