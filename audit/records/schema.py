"""The JSON Schema of a film's record, made from its type; ``resources/record.schema.json`` is what ``app`` writes of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from audit.records.film import FILM_SCHEMA, FilmRecord
from audit.records.typed import VOCABULARY

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_FILE = {"type": "string", "description": "Path as given; only in the JSON of 'screen --json', never in the log."}
_NOTE = "Body of a film's log entry; with 'file' added, one element of what 'screen --json' writes."


def record_schema(vocabulary: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a film's record.

    Args:
        vocabulary: The values of each set that texts are chosen from, by its name in the types (``typed.chosen``).

    Raises:
        KeyError: A set that a type names is missing.
    """
    made = TypeAdapter(FilmRecord).json_schema(mode="serialization")
    for part in _parts(made):
        if VOCABULARY in part:
            part["enum"] = list(vocabulary[part.pop(VOCABULARY)])
        if part.get("type") == "object" and "properties" in part:
            _describe(part)
    about, properties = made.pop("description"), made.pop("properties")
    title = f"CXR Audit: the record of one film, schema {FILM_SCHEMA}"
    head = {"$schema": _DRAFT, "$id": f"urn:cxr-audit:record:{FILM_SCHEMA}", "title": title, "description": f"{about} {_NOTE}"}
    return made | head | {"properties": {"file": _FILE} | properties}


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every schema in a schema, the outer before the inner."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _parts(inner)


def _describe(part: dict[str, Any]) -> None:
    """Give the lines of a type's docstring to the type and to its fields; pydantic's titles only repeat names."""
    about, _, attributes = inspect.cleandoc(part.get("description", "")).partition("\n\nAttributes:\n")
    part["description"] = " ".join(about.split())
    for field in part["properties"].values():
        field.pop("title", None)
    for names, text in _attributes(attributes):
        for name in names.split(", "):
            field = part["properties"][name]
            part["properties"][name] = {"allOf": [field], "description": text} if "$ref" in field else field | {"description": text}


def _attributes(lines: str) -> Iterator[tuple[str, str]]:
    """Yield names and text of each attribute of a docstring; a line that is indented further goes on with the one before."""
    gathered: list[str] = []
    for line in inspect.cleandoc(lines).splitlines():
        if line.startswith(" "):
            gathered[-1] += " " + line.strip()
        else:
            gathered.append(line)
    for one in gathered:
        names, _, text = one.partition(": ")
        yield names, text
