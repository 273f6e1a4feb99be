"""From every earlier shape of a body to the present one; what was written is never changed."""

from __future__ import annotations

from typing import Any

from audit.records.events import EVENT_SCHEMA
from audit.records.kinds import OF_FILMS, EntryKind
from audit.records.upgrade.film_1 import film_of_schema_1
from audit.records.upgrade.film_2 import film_of_schema_2


def upgraded(kind: EntryKind, value: dict[str, Any]) -> dict[str, Any]:
    """Return a body of an earlier schema as one of the present schema.

    Raises:
        ValueError, KeyError, TypeError, AttributeError, IndexError: It is no body of its kind.
    """
    schema = value.get("schema", 1)
    if schema == 2 and kind in OF_FILMS:
        return film_of_schema_2(value)
    if schema != 1:
        raise ValueError(f"schema {schema} of the kind {kind} is not known")
    if kind in OF_FILMS:
        return film_of_schema_2(film_of_schema_1(value))
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
