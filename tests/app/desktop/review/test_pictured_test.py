"""The picture of a test is made of the record's numbers, and everything that it draws lies on its scale."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.review.pictured_test import picture_of, reached
from app.desktop.review.strip_scale import span
from app.desktop.review.strip_words import FEW, in_words
from app.desktop.review.view import FillerStrip, TestPicture
from audit.records.challenges import ControlsRecord, SpreadRecord
from audit.records.film import FilmRecord
from tests.app.desktop.records import LABEL, film, judged

LOGITS = st.floats(-8, 8)


def picture(record: FilmRecord, number: int = 0) -> TestPicture:
    assert record.findings is not None
    found = picture_of(record, record.findings[number])
    assert found is not None
    return found


def test_the_test_that_decides_is_drawn_with_its_score_before_and_after_each_filler() -> None:
    drawn = picture(judged())
    assert (drawn.place, drawn.decides) == ("1 · upper left corner (text or marker)", True)
    assert (drawn.before, drawn.threshold, drawn.before_text, drawn.threshold_text) == (2.2, 0.0, "0.900", "0.500")
    assert [(row.name, row.delta, row.after, row.floor, row.own, row.reached, row.supports) for row in drawn.rows] == [
        ("noisy linear", 4.5, "0.113", 0.75, None, "0 of 412", True),
        ("blur of kept pixels", 4.0, "0.200", 0.75, None, "0 of 412", True),
        ("registered donors", 3.5, "0.288", 0.75, None, "0 of 412", True),
    ]


def test_where_nothing_decides_the_largest_change_is_drawn_and_of_a_finding_without_tests_nothing() -> None:
    record = judged()
    assert not picture(record, 1).decides
    assert record.findings is not None
    assert picture_of(record, record.findings[2]) is None
    before = film()
    assert before.findings is not None
    assert picture_of(before, before.findings[0]) is None, "Earlier methods kept no fillers."


@given(st.integers(20, 2000), st.data())
def test_how_many_matched_places_reach_as_far_is_what_p_was_made_of(controls: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, controls))
    assert reached((1 + count) / (1 + controls), controls) == f"{count} of {controls}"


def test_where_too_few_places_match_none_are_counted() -> None:
    assert reached(None, 12) == FEW


def test_other_places_of_the_film_are_drawn_where_their_quantiles_were_kept() -> None:
    record = judged()
    quantiles = {"0.05": -0.1, "0.5": 0.0, "0.95": 0.2}
    controls = ControlsRecord(n=19, delta_logit={LABEL: SpreadRecord(mean=0.0, spread=0.1, percentile=100.0, quantiles=quantiles)})
    first = replace(record.challenges[0], controls=controls, reasons={})
    drawn = picture(replace(record, challenges=(first, *record.challenges[1:])))
    assert [row.own for row in drawn.rows] == [(-0.1, 0.0, 0.2), None, None]
    assert "at other places of this film the logit changes by −0.20 to +0.10" in in_words(drawn)


@given(LOGITS, LOGITS, st.lists(st.tuples(LOGITS, st.none() | st.floats(0, 4)), min_size=1, max_size=3))
def test_everything_lies_on_the_scale(before: float, threshold: float, rows: list[tuple[float, float | None]]) -> None:
    strips = tuple(FillerStrip("noisy linear", delta, "0.5", floor, (-0.1, 0.0, 0.3), "1 of 400", supports=False) for delta, floor in rows)
    drawn = TestPicture("0", decides=False, before=before, threshold=threshold, before_text="", threshold_text="", rows=strips)
    low, high = span(drawn)
    assert high - low >= 0.1
    for logit in (before, threshold, *(before - delta for delta, _ in rows), before - 0.3, before + 0.1):
        assert low < logit < high


@pytest.mark.parametrize(("before", "side"), [(2.0, 1), (0.0, 1), (-2.0, -1)])
def test_the_floor_lies_where_the_decision_would_be_lost(before: float, side: int) -> None:
    """Of a positive finding below its score, of any other above it; a score at its threshold is positive."""
    drawn = replace(picture(judged()), before=before, threshold=0.0)
    assert drawn.direction == side


def test_the_picture_is_said_to_whoever_cannot_see_it() -> None:
    said = in_words(picture(judged()))
    assert said.startswith("Region 1 · upper left corner (text or marker). Score 0.900, threshold 0.500.")
    assert "noisy linear: score 0.113, logit falls by 4.50, floor 0.75; 0 of 412 matched places reach as far; supports dependence." in said
