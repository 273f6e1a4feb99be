"""A film's record that contradicts itself is neither written nor read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from audit.records.body import NotABody, body_of, json_of, validated
from audit.records.film import FilmRecord
from tests.audit.films import screened_film

Json = dict[str, Any]


def _same_number(film: Json) -> None:
    film["regions"][1]["id"] = 0


def _foreign_challenge(film: Json) -> None:
    film["challenges"][0]["region"] = 7


def _foreign_test(film: Json) -> None:
    film["findings"][0]["tests"][0]["region"] = 7


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
        (_foreign_test, "a test is of a region"), (_missing_finding, "not of the classifier's labels"),
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
