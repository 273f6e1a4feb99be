"""Validation of what people write, as typed values; and the sentence that names the first entry that is wrong."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, TypeVar, dataclass_transform

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

T = TypeVar("T")

_CONFIG = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_KINDS = {
    "string_type": "a text", "int_type": "a whole number", "int_from_float": "a whole number", "float_type": "a number",
    "bool_type": "true or false", "tuple_type": "a list", "list_type": "a list", "dict_type": "a table",
    "dataclass_type": "a table", "finite_number": "a finite number",
}  # fmt: skip
_SENTENCE = "sentence"


@dataclass_transform(frozen_default=True)
def entry(cls: type[T]) -> type[T]:
    """Make a frozen dataclass that is validated strictly: no unknown key, no other type, no number that is not finite."""
    cls.__pydantic_config__ = _CONFIG  # type: ignore[attr-defined]
    return dataclass(frozen=True)(cls)


def wrong(sentence: str) -> Exception:
    """Return what a validator raises whose sentence names the entry by itself."""
    return PydanticCustomError(_SENTENCE, "{text}", {"text": sentence})


class EntryError(ValueError):
    """A table that is not of a type; the sentence names the first entry that is wrong.

    Attributes:
        path: Keys, and places in lists from 0, to that entry; empty where several contradict each other.
    """

    def __init__(self, sentence: str, path: tuple[str | int, ...]) -> None:
        super().__init__(sentence)
        self.path = path


def validated(kind: type[T], table: Mapping[str, Any]) -> T:
    """Return a table as a value of a type that ``entry`` made.

    Raises:
        EntryError: It is none.
    """
    hashable: Any = kind
    try:
        found: T = _adapter(hashable).validate_json(json.dumps(table, default=str))
    except ValidationError as error:
        raise EntryError(_sentence(error, kind), tuple(error.errors(include_url=False)[0]["loc"])) from None
    return found


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _sentence(error: ValidationError, kind: type[Any]) -> str:
    """Say what is wrong first; an entry is named by its path, and members of lists by their number from 1."""
    first = error.errors(include_url=False)[0]
    path = " ".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    where, value = f"the entry '{path}'", reprlib.repr(first["input"])
    match first["type"]:
        case "missing":
            return f"{where} is missing."
        case "unexpected_keyword_argument" | "extra_forbidden":
            known = "" if " " in path else f"; there are: {', '.join(field.name for field in fields(kind))}"
            return f"there is no entry '{path}'{known}."
        case "sentence":
            return first["msg"]
        case "value_error":
            return f"{where}: {first['ctx']['error']}" if path else str(first["ctx"]["error"])
        case "union_tag_invalid":
            return f"{where} is none of {first['ctx']['expected_tags']}."
        case "union_tag_not_found":
            return f"{where} does not say which it is, by {first['ctx']['discriminator']}."
        case name if name in _KINDS:
            return f"{where} is not {_KINDS[name]}: {value}."
    message = first["msg"].removeprefix("Input ")
    return f"{where} {message[0].lower()}{message[1:]}, not {value}."
