"""The record of a film of schema 3, when every classifier was a network."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def film_of_schema_3(value: Json) -> Json:
    """Return the record as one of schema 4.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is none of schema 3.
    """
    classifier = value["classifier"]
    if classifier is not None:
        if "called" in classifier:
            raise ValueError("schema 3 has no called")
        classifier = classifier | {"called": None}
    return value | {"schema": 4, "classifier": classifier}
