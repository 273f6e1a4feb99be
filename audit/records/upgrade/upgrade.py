"""From every earlier shape of a body to the present one; what was written is never changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audit.records.events import EVENT_SCHEMA
from audit.records.kinds import OF_FILMS, EntryKind
from audit.records.upgrade.film_1 import film_of_schema_1
from audit.records.upgrade.film_2 import film_of_schema_2
from audit.records.upgrade.film_3 import film_of_schema_3

_LATER: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    2: lambda value: film_of_schema_3(film_of_schema_2(value)), 3: film_of_schema_3
}  # fmt: skip
"""Bring films of schemas after the first to the present one."""


def upgraded(kind: EntryKind, value: dict[str, Any]) -> dict[str, Any]:
    """Return a body of an earlier schema as one of the present schema.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, IndexError: It is no body of its kind.
    """
    schema = value.get("schema", 1)
    if schema in _LATER and kind in OF_FILMS:
        return _LATER[schema](value)
    if schema != 1:
        raise ValueError(f"schema {schema} of the kind {kind} is not known")
    if kind in OF_FILMS:
        return _LATER[2](film_of_schema_1(value))
    event = value | {"schema": EVENT_SCHEMA, "code_version": value.get("code_version")}
    match kind:
        case EntryKind.MIGRATED:
            event["from_schema"], event["to_schema"] = event.pop("from"), event.pop("to")
        case EntryKind.CERTIFICATE:
            used = event["classifier"]
            used = {name: value for name, value in used.items() if name != "reference_sha256"}
            event["classifier"] = used | {"challenge_dtype": used["dtype"], "kind": "network"}
            event["target_layer"] = event.pop("point")
    return event
