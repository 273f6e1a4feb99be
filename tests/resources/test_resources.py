"""Data that travels with the code."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import resources
from app.run.recording import ended_record
from app.run.schema import schema_text, vocabulary
from audit.records.body import NotABody, body_of, json_of
from audit.records.film import FILM_SCHEMA
from audit.records.fingerprint import method_record
from models.networks.library import NETWORKS, embedded
from models.values.attention import Holds, Zone
from models.values.challenge import ChallengeKind, Filler
from models.values.digests import sha256_of
from models.values.input_check import NotScreenedCode
from models.values.radiograph import Note, Orientation, Polarity, SpacingSource
from models.values.refusal import RefusalCode


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The published schema of a record."""
    loaded: dict[str, Any] = json.loads(resources.path("record.schema.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def refused() -> dict[str, Any]:
    """A valid record of a refused file."""
    method = method_record(
        number=1, parameters={"seed": 1}, regions_sha256="b" * 64, gate_sha256="c" * 64, reference_sha256=None, calibration_sha256=None,
        networks={"classifier": "d" * 64}, manifests={"classifier": "e" * 64}, code_version="0",
    )  # fmt: skip
    made: dict[str, Any] = json.loads(json_of(ended_record("refused", method, code="blank", reason="Empty.", reading=0.5, film="a" * 64)))
    return made


def _objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema of an object with properties, at any depth."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield schema
        for value in schema.values():
            yield from _objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _objects(value)


def test_the_schema_is_a_schema_and_what_the_types_give(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["schema"]["const"] == FILM_SCHEMA
    assert resources.path("record.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_allows_nothing_that_it_does_not_name_and_lacks_nothing_but_the_file(schema: dict[str, Any]) -> None:
    found = list(_objects(schema))
    assert len(found) > 10
    for one in found:
        assert one["additionalProperties"] is False
        assert set(one["properties"]) - set(one["required"]) == ({"file"} if one is schema else set())


def test_the_schema_spells_every_set_as_the_code_does() -> None:
    """Each enum of a value that stands in a record; a set that a type names and nobody spells stops the writing."""
    words = vocabulary()
    spelt = {frozenset(chosen) for chosen in words.values()}
    for enum in (ChallengeKind, Filler, SpacingSource, Orientation, Polarity, Note, Zone, Holds):
        assert frozenset(enum) in spelt
    assert set(words["code"]) == {*RefusalCode, *NotScreenedCode, "defect", "engine"}


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
        lambda record: record["method"].update(speed=1),
        lambda record: record.update(status="Refused"),
        lambda record: record.update(code="empty"),
        lambda record: record.update(schema=1),
        lambda record: record.update(findings="none"),
        lambda record: record["method"].update(parameters_sha256="A" * 64),
        lambda record: record["seconds"].update(reading=-1),
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


@pytest.mark.parametrize("change", [{"status": "screened"}, {"findings": []}, {"code": None}, {"reason": None}])
def test_the_type_refuses_a_record_whose_parts_contradict_its_status(refused: dict[str, Any], change: dict[str, Any]) -> None:
    kind = change.get("status", "refused")
    assert body_of("refused", json.dumps(refused).encode())
    with pytest.raises(NotABody):
        body_of(kind, json.dumps(refused | change).encode())


@pytest.mark.parametrize("name", NETWORKS)
def test_embedded_weights_are_the_ones_that_their_manifest_names(name: str) -> None:
    manifest = embedded(name)
    assert sha256_of(manifest.weights) == manifest.weights_sha256


@pytest.mark.parametrize("name", ["../pyproject.toml", "weights/../../main.py", "/etc/hosts", "nothing.json"])
def test_a_name_that_leaves_the_folder_or_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(FileNotFoundError, match="no resource named"):
        resources.path(name)
