"""What a cohort asks of a record is what the record says."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import orjson
import pytest

from audit.records.body import NotABody, body_of, excerpt_of, json_of
from tests.audit.films import ended_film, screened_film


def _agree(part: Any, whole: Any) -> None:
    """Compare everything that an excerpt names with what it was taken from."""
    if isinstance(part, tuple):
        assert len(part) == len(whole)
        for one, other in zip(part, whole, strict=True):
            _agree(one, other)
    elif is_dataclass(part):
        for one in fields(part):
            _agree(getattr(part, one.name), getattr(whole, one.name))
    else:
        assert part == whole


@pytest.mark.parametrize("number", range(3))
def test_an_excerpt_says_what_its_record_says(number: int) -> None:
    text = json_of(screened_film(number))
    _agree(excerpt_of("screened", text), body_of("screened", text))


def test_an_excerpt_of_an_earlier_schema_is_brought_to_the_present_one() -> None:
    """Schema 3 had no classifiers that can only be called."""
    value = orjson.loads(json_of(screened_film(1)))
    value["schema"] = 3
    del value["classifier"]["called"]
    text = orjson.dumps(value)
    assert excerpt_of("screened", text) == excerpt_of("screened", json_of(screened_film(1)))


def _text(**changed: Any) -> bytes:
    return orjson.dumps(orjson.loads(json_of(screened_film(0))) | changed)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[]", b"{}", b'{"schema":4}', b"\xff", _text(anatomy=None), _text(findings=None), _text(verdict="sound"), _text(schema=5),
        _text(verdict=None), _text(classifier={"name": "a", "weights_sha256": "d" * 64, "labels": ["Mass"]}),
        json_of(ended_film(screened_film(0), "refused")),
    ],
)  # fmt: skip
def test_what_is_no_screened_film_gives_no_excerpt(text: bytes) -> None:
    with pytest.raises(NotABody):
        excerpt_of("screened", text)


def test_numbers_are_read_as_strictly_as_in_a_record() -> None:
    record = screened_film(0)
    assert record.findings
    findings = [orjson.loads(orjson.dumps(one)) for one in record.findings]
    findings[0]["logit"] = "1.5"
    with pytest.raises(NotABody):
        excerpt_of("screened", _text(findings=findings))
