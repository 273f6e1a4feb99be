"""Words say what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.desktop.review import wording
from app.desktop.review.view import Detail
from audit.records.challenges import SpreadRecord
from audit.records.film import FilmRecord
from audit.records.findings import FindingRecord, PeakRecord
from tests.app.desktop.records import (
    ALLOWED,
    BEFORE,
    CONTROLS,
    LABEL,
    SPOT,
    attention,
    film,
    finding,
    negative,
    of_an_earlier_version,
    quality,
)

SHARE = "11.7\N{NO-BREAK SPACE}%"
DELTA = "Δ\N{NO-BREAK SPACE}"


def sentences(found: FindingRecord, **changes: Any) -> Sequence[str]:
    return wording.detail(film(found, **changes), found, []).sentences


def with_peak(**changes: Any) -> FindingRecord:
    peak = PeakRecord(x=1.0, y=1.0, inside=False, distance_mm=None, distance_px=12.4)
    return finding(attention=attention(peak=replace(peak, **changes)))


def test_a_label_is_read_as_words() -> None:
    assert wording.readable("Pleural_Thickening") == "Pleural thickening"


def test_a_finding_is_said_once_the_score_the_place_the_grid_and_the_test() -> None:
    assert sentences(finding()) == (
        f"Probability 0.900 (threshold 0.500; {SHARE} of the calibration films have it): positive.",
        "Measured. A share alone means nothing.",
        "The grid alone leaks 6% (resolution floor). The peak is 12 px outside the edge of the allowed region.",
        "Perturbation test: with the hottest part of the largest hot spot outside filled in, the score goes from 0.900 to 0.200 "
        f"({DELTA}+4.00 logits), and the decision is lost. 19 controls of the same shape elsewhere outside: {DELTA}+0.00 ± 0.25.",
    )


def test_a_spot_that_is_filled_in_whole_is_said_so() -> None:
    region = replace(film().regions[0], box=SPOT.box)
    assert "with the largest hot spot outside filled in, the score goes" in sentences(finding(), regions=(region,))[3]


def test_a_region_is_found_by_its_number_not_by_its_place_in_the_record() -> None:
    (region,), (challenge,) = film().regions, film().challenges
    other = replace(region, id=1, box=SPOT.box), replace(challenge, region=1, controls=None, reasons={"controls": "None were made."})
    said = sentences(finding(), regions=(other[0], region), challenges=(other[1], challenge))[3]
    assert "the hottest part of the largest hot spot" in said
    assert said.endswith(f"19 controls of the same shape elsewhere outside: {DELTA}+0.00 ± 0.25.")


def test_a_peak_is_said_in_millimetres_where_the_spacing_is_known() -> None:
    said = sentences(with_peak(distance_mm=7.6, inside=True))[2]
    assert said.endswith("The peak is 8 mm inside the edge of the allowed region.")


def test_where_nothing_lies_outside_the_peak_has_no_distance() -> None:
    seen = with_peak(distance_px=None, inside=True)
    assert sentences(seen)[2].endswith("The peak is inside the allowed region.")


def test_a_finding_that_is_not_positive_has_its_score_and_the_reason() -> None:
    assert sentences(negative()) == (
        f"Probability 0.100 (threshold 0.500; {SHARE} of the calibration films have it): not positive.",
        "Below threshold: no attention map and no perturbation test.",
    )


def test_a_positive_finding_without_attention_says_why_nothing_is_described() -> None:
    empty = finding(attention=None, tests=(), sentence=None, reasons={"attention": "The map is zero."})
    assert sentences(empty)[1] == "The map is zero."


def test_the_allowed_region_is_said_with_its_tolerance_and_reason() -> None:
    assert wording.detail(film(), finding(), ["A doubt."]) == Detail(
        "Pleural thickening",
        ("A doubt.",),
        tuple(sentences(finding())),
        (
            "Allowed region (dashed outline): “pleura”, grown by 15 mm. At the rim.",
            "Lung segmentation: quality 0.96 of 1.",
            "Cardiothoracic ratio not measured: the view is AP.",
        ),
    )


def test_of_an_entry_before_hearts_were_looked_for_it_is_not_said_what_this_version_does() -> None:
    record = film(anatomy=quality())
    before = replace(record, method=replace(record.method, number=3))
    assert wording.detail(before, finding(), []).notes[-1] == "Cardiothoracic ratio not measured by the version that wrote this entry."


def test_the_cardiothoracic_ratio_is_said_and_a_heart_that_was_not_found() -> None:
    measured = replace(quality(), cardiothoracic_ratio=0.527, reasons={})
    assert wording.detail(film(anatomy=measured), finding(), []).notes[-1] == "Cardiothoracic ratio 0.53."
    why = "No heart was found; its place is taken from the lungs."
    without = {"cardiothoracic_ratio": "Not measured: no heart was found.", "heart_area_share": why}
    anatomy = replace(quality(), heart_area_share=None, reasons=without)
    assert wording.detail(film(anatomy=anatomy), finding(), []).notes[-2:] == (
        "Cardiothoracic ratio not measured: no heart was found.",
        why,
    )


def test_a_default_region_and_an_unknown_spacing_are_said() -> None:
    """The words hold for a spacing that is missing and for one that is not believed."""
    found = finding(allowed_region=replace(ALLOWED, known=False, spacing_known=False))
    note = wording.detail(film(found), found, []).notes[0]
    assert "grown by 4% of the width, since no pixel spacing is relied on" in note
    assert note.endswith("The table does not name this label, so the default was used.")


@pytest.mark.parametrize(
    ("reason", "warning"),
    [
        ("Not assessable: the lungs failed.", "Not assessable: the lungs failed. No flag and no all-clear."),
        ("The lungs were not drawn.", "Not assessable. The lungs were not drawn. No flag and no all-clear."),
    ],
)
def test_a_film_that_is_not_assessable_gets_neither_flag_nor_all_clear(reason: str, warning: str) -> None:
    """The reason is said once, before every finding."""
    empty = finding(attention=None, allowed_region=None, tests=(), sentence=reason, reasons={"attention": reason})
    found = wording.detail(film(empty, anatomy=quality(0.7, reason)), empty, ["A doubt."])
    assert found.warnings == (warning, "A doubt.")
    assert found.sentences == (f"Probability 0.900 (threshold 0.500; {SHARE} of the calibration films have it): positive.",)
    assert found.notes[0] == "Lung segmentation: quality 0.70 of 1, too little."


def test_a_map_without_hot_spot_outside_says_that_there_was_no_test() -> None:
    bare = finding(tests=(), attention=attention(hot_spots=()))
    assert sentences(bare)[-1] == "The map has no hot spot outside the allowed region: no perturbation test."


def test_a_spot_that_was_not_tested_says_that_no_test_was_asked_for() -> None:
    assert sentences(finding(tests=(), attention=attention(hot_spots=(SPOT,))))[-1] == "No perturbation test was asked for."


@pytest.mark.parametrize(
    ("controls", "reasons", "end"),
    [
        (replace(CONTROLS, n=1, delta_logit={LABEL: SpreadRecord(mean=None, spread=None, percentile=None, quantiles=None)}), {},
         "There was no room for controls of the same shape elsewhere outside."),
        (None, {"controls": "None were asked for."}, "No controls. None were asked for."),
    ],
)  # fmt: skip
def test_controls_that_are_missing_are_said(controls: Any, reasons: dict[str, str], end: str) -> None:
    challenge = replace(film().challenges[0], controls=controls, reasons=reasons)
    assert sentences(finding(), challenges=(challenge,))[-1].endswith(end)


def test_findings_are_ordered_by_decision_then_margin_in_logits() -> None:
    far, near = finding(logit=3.0), finding(logit=0.1)
    assert wording.ordered([negative(logit=-1.0), near, far]) == [2, 1, 0]


def test_a_row_tells_score_share_and_delta_and_of_a_negative_finding_the_score_alone() -> None:
    row = wording.finding_row(finding())
    assert (row.label, row.probability, row.threshold, row.prevalence, row.share_outside, row.delta) == (
        "Pleural thickening", "0.900", "0.500", SHARE, "50%", "+4.00",
    )  # fmt: skip
    assert wording.finding_row(finding(prevalence=None)).prevalence is None
    assert sentences(finding(prevalence=None))[0] == "Probability 0.900 (threshold 0.500): positive."
    below = wording.finding_row(negative())
    assert (below.share_outside, below.delta) == (None, None)


def test_of_an_entry_of_an_earlier_version_what_is_not_known_is_said_with_the_reason() -> None:
    record: FilmRecord = of_an_earlier_version()
    assert record.findings is not None
    found = wording.detail(record, record.findings[0], [])
    assert found.sentences[1:3] == (
        "50% of the map lies outside the allowed region, which is 30% of the exposed field. How unusual that is, is not known. "
        f"{BEFORE} A share alone means nothing.",
        f"No resolution floor. {BEFORE} The peak is 12 px outside the edge of the allowed region.",
    )
    assert found.notes == (f"Lung segmentation: quality not known. {BEFORE}",)
    assert found.warnings == ()
