"""A film's record that contradicts itself is neither written nor read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.records.body import NotABody, body_of, json_of, validated
from audit.records.film import FilmRecord
from audit.records.verdicts import UNDETERMINED, WORST_FIRST
from tests.audit.films import judged_film, screened_film

Json = dict[str, Any]


def _same_number(film: Json) -> None:
    film["regions"][1]["id"] = 0


def _foreign_challenge(film: Json) -> None:
    film["challenges"][0]["region"] = 7


def _foreign_test(film: Json) -> None:
    film["findings"][0]["tests"][0]["region"] = 7


def _foreign_filler_not_run(film: Json) -> None:
    film["not_run"][0]["region"] = 7


def _unused_filler(film: Json) -> None:
    del film["challenges"][0]


def _foreign_decision(film: Json) -> None:
    film["findings"][0]["deciding_region"] = 7


def _foreign_decision_of_what_was_not_tested(film: Json) -> None:
    film["findings"][1]["deciding_region"] = 0


def _other_outline(film: Json) -> None:
    film["blobs"]["outlines"][0]["sha256"] = "9" * 64


def _exchanged_outlines(film: Json) -> None:
    film["blobs"]["outlines"].reverse()


def _missing_outline(film: Json) -> None:
    del film["blobs"]["outlines"][1]


def _milder_film(film: Json) -> None:
    film["verdict"] = "undetermined"


def _film_without_a_verdict(film: Json) -> None:
    film["verdict"] = None


def _worse_finding(film: Json) -> None:
    film["findings"][0]["verdict"] = "undetermined"


def _strange_verdict(film: Json) -> None:
    film["findings"][1]["verdict"] = "clean"


def _all_clear_without_scope(film: Json) -> None:
    film["findings"][1]["verdict"] = "no_outside_dependence_found"


def _missing_finding(film: Json) -> None:
    del film["findings"][1]


def _exchanged_findings(film: Json) -> None:
    film["findings"].reverse()


def _more_maps(film: Json) -> None:
    film["blobs"]["signed_maps"]["shape"][0] = 3


def _impossible_check(film: Json) -> None:
    film["input_check"]["chest"] = 1.01


def _impossible_score(film: Json) -> None:
    film["findings"][0]["probability"] = -0.01


def _impossible_p(film: Json) -> None:
    film["findings"][0]["tests"][0]["p"] = 2.0


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_same_number, "two regions of a film have the same number"), (_foreign_challenge, "a challenge is of a region"),
        (_foreign_test, "a test is of a region"), (_foreign_filler_not_run, "a filler was not run on a region"),
        (_unused_filler, "a test rests on a filler that no challenge of its region used"),
        (_foreign_decision, "a verdict is decided by a region"),
        (_foreign_decision_of_what_was_not_tested, "a verdict is decided by a region"),
        (_other_outline, "the outlines that are kept"), (_exchanged_outlines, "the outlines that are kept"),
        (_missing_outline, "the outlines that are kept"),
        (_milder_film, "not the worst of its findings"), (_film_without_a_verdict, "not the worst of its findings"),
        (_worse_finding, "not the worst of its findings"), (_strange_verdict, "a verdict that there is not"),
        (_all_clear_without_scope, "does not say what was not tested"),
        (_missing_finding, "not of the classifier's labels"),
        (_exchanged_findings, "not of the classifier's labels"), (_more_maps, "another number of maps"),
        (_impossible_check, "less than or equal to 1"), (_impossible_score, "greater than or equal to 0"),
        (_impossible_p, "less than or equal to 1"),
    ],
)  # fmt: skip
def test_a_contradiction_is_not_read(spoil: Callable[[Json], None], sentence: str) -> None:
    film = json.loads(json_of(screened_film(1)))
    spoil(film)
    text = json.dumps(film).encode()
    with pytest.raises(ValueError, match=sentence):
        validated(FilmRecord, text)
    with pytest.raises(NotABody):
        body_of("screened", text)


def test_a_contradiction_is_not_written() -> None:
    film = screened_film(1)
    with pytest.raises(ValueError, match="a challenge is of a region"):
        json_of(replace(film, regions=film.regions[:1]))


def test_what_was_not_tested_stands_with_what_could_be_taken_for_an_all_clear() -> None:
    film = judged_film(screened_film(1), "undetermined", "no_outside_dependence_found")
    assert film.findings
    assert film.findings[1].scope
    assert body_of("screened", json_of(film)) == film
    for scope in (None, ""):
        with pytest.raises(ValueError, match="does not say what was not tested"):
            json_of(replace(film, findings=(film.findings[0], replace(film.findings[1], scope=scope))))


@given(st.lists(st.sampled_from([None, *WORST_FIRST]), min_size=2, max_size=2))
def test_the_verdict_of_a_film_is_the_worst_of_its_findings(verdicts: list[str | None]) -> None:
    """Nodule is negative: a negative of which nothing was found has no say beside Mass."""
    film = judged_film(screened_film(1), *verdicts)
    assert body_of("screened", json_of(film)) == film
    mass, nodule = verdicts
    counted = {mass} if nodule == UNDETERMINED and mass else {mass, nodule}
    told = [verdict for verdict in WORST_FIRST if verdict in counted]
    assert film.verdict == (told[0] if told else None)
    for other in {None, *WORST_FIRST} - {film.verdict}:
        with pytest.raises(ValueError, match="not the worst"):
            json_of(replace(film, verdict=other))
