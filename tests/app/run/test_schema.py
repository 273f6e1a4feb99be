"""The published schema of a film's record is written from its type, with the sets that its texts are chosen from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

import resources
from app.run.schema import schema_text, vocabulary
from models.values.input_check import NotScreenedCode
from models.values.refusal import RefusalCode


def _choices(schema: Any) -> Iterator[list[Any]]:
    if isinstance(schema, dict):
        if "enum" in schema:
            yield schema["enum"]
        for inner in schema.values():
            yield from _choices(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _choices(inner)


def test_the_published_schema_is_what_the_types_say() -> None:
    """After a type has changed: ``python -m app.run.schema``."""
    text = resources.path("record.schema.json").read_text("utf-8")
    assert text == schema_text()
    Draft202012Validator.check_schema(json.loads(text))


def test_every_set_that_has_words_stands_in_the_schema() -> None:
    choices = [set(choice) - {None} for choice in _choices(json.loads(schema_text()))]
    words = {name: set(chosen) for name, chosen in vocabulary().items() if chosen}
    assert {name for name, chosen in words.items() if chosen not in choices} == set()
    assert {*RefusalCode, *NotScreenedCode} < words["code"]
