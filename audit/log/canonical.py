"""The one JSON text of a value (RFC 8785), as fast as a batch of films asks; ``rfc8785`` writes what is rare and is the tests' oracle."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring
from types import NoneType
from typing import Any

import rfc8785

_LARGEST = 2**53 - 1


def canonical(body: dict[str, Any]) -> bytes:
    """Return the one JSON text of a value, as it is stored and hashed.

    Raises:
        ValueError: A number is not finite or too large for JSON, or a text is not Unicode.
        TypeError, AttributeError: A key is no text, or a type is not JSON.
    """
    return _object(body).encode()


def _object(value: dict[str, Any]) -> str:
    return "{" + ",".join([name + _WRITERS.get(type(value[key]), _rare)(value[key]) for name, key in _members(tuple(value))]) + "}"


def _array(value: list[Any] | tuple[Any, ...]) -> str:
    return "[" + ",".join([_WRITERS.get(type(item), _rare)(item) for item in value]) + "]"


def _float(value: float) -> str:
    """Python writes the shortest digits, as ECMAScript does; the two differ in exponents, in whole numbers and in what is not finite."""
    text = repr(value)
    if text.endswith(".0"):
        return text[:-2] if value else "0"
    return text if "e" not in text and "n" not in text else _rare(value)


def _int(value: int) -> str:
    return str(value) if -_LARGEST <= value <= _LARGEST else _rare(value)


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _null(_: None) -> str:
    return "null"


def _rare(value: Any) -> str:
    return rfc8785.dumps(value).decode()


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring, float: _float, dict: _object, list: _array, tuple: _array, int: _int, bool: _bool, NoneType: _null,
}  # fmt: skip


@lru_cache(maxsize=1000)
def _members(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the written and the plain names of an object's members, ordered by UTF-16 code units."""
    return tuple((f"{encode_basestring(key)}:", key) for key in sorted(keys, key=lambda key: key.encode("utf-16-be")))
