"""Data that travels with the code."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import resources
from app.run.recording import ended_record
from audit.records.kinds import OF_FILMS, RECORD_SCHEMA, EntryKind
from models.networks.library import NETWORKS, embedded
from models.values.attention import Attention
from models.values.challenge import Challenge, ChallengeKind, Controls, Filler
from models.values.digests import sha256_of
from models.values.finding import Finding
from models.values.input_check import InputCheck, NotScreenedCode
from models.values.parameters import CHEAPEST, Parameters
from models.values.radiograph import Header, Note, Orientation, Polarity, SpacingSource, Tags
from models.values.refusal import RefusalCode


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The published schema of a record."""
    loaded: dict[str, Any] = json.loads(resources.path("record.schema.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def refused() -> dict[str, Any]:
    """A valid record of a refused file."""
    made = ended_record(EntryKind.REFUSED, CHEAPEST, code="blank", reason="Empty.", seconds=0.5, header={"file_sha256": "a" * 64})
    return copy.deepcopy(made)


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema of an object with properties, at any depth."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


def test_the_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["schema"] == {"const": RECORD_SCHEMA}


def test_the_schema_allows_nothing_that_it_does_not_name_and_lacks_nothing_but_the_file(schema: dict[str, Any]) -> None:
    found = list(_objects(schema))
    assert len(found) > 10
    for one in found:
        assert one["additionalProperties"] is False
        assert set(one["properties"]) - set(one["required"]) == ({"file"} if one is schema else set())


def test_the_schema_spells_every_set_as_the_code_does(schema: dict[str, Any]) -> None:
    properties, parts = schema["properties"], schema["$defs"]
    assert set(properties["status"]["enum"]) == OF_FILMS
    refusals = {code.value for codes in (RefusalCode, NotScreenedCode) for code in codes}
    assert set(properties["code"]["enum"]) == refusals | {"defect", "engine", None}
    assert set(parts["challenge"]["properties"]["kind"]["enum"]) == {kind.value for kind in ChallengeKind}
    assert set(parts["challenge"]["properties"]["filler"]["enum"]) == {filler.value for filler in Filler}
    assert set(parts["radiograph"]["properties"]["spacing_from"]["enum"]) == {source.value for source in SpacingSource} | {None}
    assert set(parts["radiograph"]["properties"]["orientation"]["enum"]) == {value.value for value in Orientation} | {None}
    assert set(parts["radiograph"]["properties"]["polarity"]["enum"]) == {value.value for value in Polarity}
    assert set(parts["radiograph"]["properties"]["notes"]["items"]["enum"]) == {note.value for note in Note}


@pytest.mark.parametrize(
    ("part", "type_"),
    [("radiograph", Header), ("tags", Tags), ("film_check", InputCheck), ("finding", Finding), ("attention", Attention),
     ("challenge", Challenge), ("controls", Controls), ("parameters", Parameters)],
)  # fmt: skip
def test_the_schema_has_the_fields_of_the_types(schema: dict[str, Any], part: str, type_: type) -> None:
    assert set(schema["$defs"][part]["properties"]) == {field.name for field in fields(type_)}


def test_the_file_is_optional(refused: dict[str, Any], schema: dict[str, Any]) -> None:
    validator = Draft202012Validator(schema)
    validator.validate(refused)
    validator.validate(refused | {"file": "films/1.dcm"})


def _leave_out(record: dict[str, Any]) -> None:
    del record["reason"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda record: record.update(patient="Ottilie"),
        lambda record: record["radiograph"].update(patient="Ottilie"),
        lambda record: record["parameters"].update(speed=1),
        lambda record: record.update(status="screened"),
        lambda record: record.update(status="Refused"),
        lambda record: record.update(code="engine"),
        lambda record: record.update(code=None),
        lambda record: record.update(reason=None),
        lambda record: record.update(schema=2),
        lambda record: record.update(findings=[]),
        lambda record: record.update(parameters_sha256="A" * 64),
        lambda record: record.update(seconds=-1),
        _leave_out,
    ],
)
def test_the_schema_refuses_what_is_no_record(
    refused: dict[str, Any], schema: dict[str, Any], spoil: Callable[[dict[str, Any]], None]
) -> None:
    validator = Draft202012Validator(schema)
    assert validator.is_valid(refused)
    spoil(refused)
    assert not validator.is_valid(refused)


@pytest.mark.parametrize("name", NETWORKS)
def test_embedded_weights_are_the_ones_that_their_manifest_names(name: str) -> None:
    manifest = embedded(name)
    assert sha256_of(manifest.weights) == manifest.weights_sha256


@pytest.mark.parametrize("name", ["../pyproject.toml", "weights/../../main.py", "/etc/hosts", "nothing.json"])
def test_a_name_that_leaves_the_folder_or_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(FileNotFoundError, match="no resource named"):
        resources.path(name)
