"""The JSON Schema of a film's record: what the type says, and sets spelt as whoever knows them spells them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit.records.body import body_of, json_of
from audit.records.film import FilmRecord
from audit.records.findings import AttentionRecord
from audit.records.kinds import OF_FILMS
from audit.records.schema import record_schema
from audit.records.typed import VOCABULARY
from audit.records.verdicts import WORST_FIRST
from tests.audit.films import FILLERS, refused_film, screened_film
from tests.audit.kept import bodies

_SETS = (
    "zone",
    "holds",
    "verdict",
    "challenged",
    "place",
    "region_place",
    "removed",
    "code",
    "note",
    "polarity",
    "orientation",
    "spacing_source",
    "challenge_kind",
    "filler",
    "lung",
    "edge",
)
_WORDS = {
    "zone": ["corner"], "holds": ["text"], "code": ["truncated"], "challenge_kind": ["local_removal"], "filler": list(FILLERS),
    "place": ["non_anatomical", "plausible_context"], "region_place": ["non_anatomical", "plausible_context", "global"],
    "verdict": list(WORST_FIRST), "challenged": ["positive", "not_challenged"],
}  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """With a small vocabulary."""
    return record_schema({name: _WORDS.get(name, ["some", "other"]) for name in _SETS})


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)


def test_it_is_a_schema_with_a_name_of_its_own(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (schema["$id"], schema["title"]) == ("urn:cxr-audit:record:4", "CXR Audit: the record of one film, schema 4")
    assert json.loads(json.dumps(schema)) == schema


def test_it_allows_nothing_that_it_does_not_name_and_lacks_nothing_but_the_file(schema: dict[str, Any]) -> None:
    named = [part for part in _parts(schema) if isinstance(part.get("properties"), dict)]
    assert len(named) > 15
    for part in named:
        assert part["additionalProperties"] is False
        assert set(part["properties"]) - set(part["required"]) == ({"file"} if part is schema else set())


def test_it_has_the_fields_of_the_types(schema: dict[str, Any]) -> None:
    assert set(schema["properties"]) == {field.name for field in fields(FilmRecord)} | {"file"}
    assert set(schema["$defs"]["AttentionRecord"]["properties"]) == {field.name for field in fields(AttentionRecord)}


def test_every_set_is_spelt_and_null_stays_where_the_type_says_so(schema: dict[str, Any]) -> None:
    assert not any(VOCABULARY in part for part in _parts(schema))
    of = schema["$defs"]
    assert schema["properties"]["code"]["anyOf"] == [{"type": "string", "enum": ["truncated"]}, {"type": "null"}]
    assert of["ChallengeRecord"]["properties"]["kind"] == {"type": "string", "enum": ["local_removal"]}
    assert of["RadiographRecord"]["properties"]["notes"]["items"]["enum"] == ["some", "other"]
    assert {"type": "null"} in of["RegionRecord"]["properties"]["place"]["anyOf"]
    assert {"type": "string", "enum": list(WORST_FIRST)} in of["FindingRecord"]["properties"]["verdict"]["anyOf"]


@pytest.mark.parametrize("name", _SETS)
def test_a_set_that_is_missing_is_a_defect(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        record_schema({other: ["a"] for other in _SETS if other != name})


def test_types_and_fields_are_described(schema: dict[str, Any]) -> None:
    for part in _parts(schema):
        if isinstance(part.get("properties"), dict):
            assert part["description"]
            assert "Attributes:" not in part["description"]
            assert not any("title" in field for field in part["properties"].values())
    assert schema["$defs"]["MethodRecord"]["properties"]["number"]["description"].startswith("Moves when")
    assert "not screened" in schema["properties"]["findings"]["description"]


def test_records_are_valid_and_others_are_not(schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    screened: dict[str, Any] = json.loads(json_of(screened_film(1)))
    for value in (screened, screened | {"file": "a.dcm"}, json.loads(json_of(refused_film(None)))):
        validator.validate(value)
    for change in ({"extra": 1}, {"code": "none"}, {"schema": 2}, {"seconds": 0.5}, {"status": "read"}):
        assert not validator.is_valid(screened | change)
    del screened["regions"]
    assert not validator.is_valid(screened)


def test_records_of_earlier_versions_are_valid_as_they_are_read(schema: dict[str, Any]) -> None:
    """But for words of sets, which the small vocabulary does not know."""
    free = json.loads(json.dumps(schema), object_hook=lambda part: {k: v for k, v in part.items() if k != "enum" or "type" not in part})
    validator = Draft202012Validator(free)
    for _, kind, text in bodies():
        if kind in OF_FILMS:
            validator.validate(json.loads(json_of(body_of(kind, text))))
