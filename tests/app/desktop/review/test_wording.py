"""Words say what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from app.desktop.review import wording
from audit.records.challenges import SpreadRecord
from audit.records.findings import FindingRecord
from tests.app.desktop.records import CONTROLS, LABEL, SPOT, attention, film, finding, judged, negative, quality

SHARE = "11.7\N{NO-BREAK SPACE}%"


def sentences(found: FindingRecord, **changes: Any) -> Sequence[str]:
    return wording.detail(film(found, **changes), found, []).sentences


def test_a_label_is_read_as_words() -> None:
    assert wording.readable("Pleural_Thickening") == "Pleural thickening"


def test_the_test_of_an_earlier_method_is_said() -> None:
    assert sentences(finding()) == (
        "Perturbation test: with the hottest part of the largest hot spot outside filled in, the score goes from 0.900 to 0.200 "
        "(the logit falls by 4.00), and the decision is lost. "
        "19 controls of the same shape elsewhere outside: the logit changes by +0.00 ± 0.25.",
    )


def test_a_test_of_this_method_is_drawn_and_not_said() -> None:
    record = judged()
    assert record.findings is not None
    found = wording.detail(record, record.findings[0], [])
    assert found.sentences == ()
    assert found.picture is not None
    assert [figure.name for figure in found.figures] == ["Probability", "Threshold", "Prevalence", "Change", "p, corrected"]


def test_a_spot_that_is_filled_in_whole_is_said_so() -> None:
    region = replace(film().regions[0], box=SPOT.box)
    assert "with the largest hot spot outside filled in, the score goes" in sentences(finding(), regions=(region,))[0]


def test_a_region_is_found_by_its_number_not_by_its_place_in_the_record() -> None:
    (region,), (challenge,) = film().regions, film().challenges
    other = replace(region, id=1, box=SPOT.box), replace(challenge, region=1, controls=None, reasons={"controls": "None were made."})
    said = sentences(finding(), regions=(other[0], region), challenges=(other[1], challenge))[0]
    assert "the hottest part of the largest hot spot" in said
    assert said.endswith("19 controls of the same shape elsewhere outside: the logit changes by +0.00 ± 0.25.")


def test_a_finding_that_is_not_positive_has_the_reason() -> None:
    assert sentences(negative()) == ("Below threshold: no attention map and no perturbation test.",)


def test_a_positive_finding_without_attention_says_why_nothing_is_described() -> None:
    empty = finding(attention=None, tests=(), sentence=None, reasons={"attention": "The map is zero."})
    assert sentences(empty) == ("The map is zero.",)


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
    assert found.sentences == ()
    assert next((figure.value, figure.meaning) for figure in found.rests_on) == ("quality 0.70 of 1, too little", reason)


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


def test_findings_are_ordered_by_their_verdict_then_positive_ones_then_by_their_probability() -> None:
    """As a film's verdict is chosen: below its threshold "undetermined" stands behind all that is positive."""
    found = [
        negative(verdict="not_challenged", probability=0.3), negative(verdict="undetermined"), finding(verdict="undetermined"),
        finding(verdict="no_outside_dependence_found"), finding(verdict="dependent_on_outside", probability=0.6),
        finding(verdict="dependent_on_outside", probability=0.7), negative(verdict="suppressed_by_outside"),
    ]  # fmt: skip
    assert wording.ordered(found) == [5, 4, 6, 2, 3, 1, 0]
    assert wording.ordered([negative(probability=0.4), finding(probability=0.6), finding(probability=0.7)]) == [2, 1, 0]


def test_a_row_tells_score_share_and_delta_and_of_a_negative_finding_the_score_alone() -> None:
    row = wording.finding_row(finding())
    assert (row.label, row.probability, row.threshold, row.prevalence, row.share_outside, row.delta) == (
        "Pleural thickening", "0.900", "0.500", SHARE, "50%", "−4.00",
    )  # fmt: skip
    assert wording.finding_row(finding(prevalence=None)).prevalence is None
    below = wording.finding_row(negative())
    assert (below.share_outside, below.delta) == (None, None)
