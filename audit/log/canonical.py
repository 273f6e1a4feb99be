"""The one JSON text of a value (RFC 8785), as fast as a batch of films asks; ``rfc8785`` writes what is rare and is the tests' oracle."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

import rfc8785

_LARGEST = 2**53 - 1
_WORDS = {True: "true", False: "false", None: "null"}


def canonical(body: dict[str, Any]) -> bytes:
    """Return the one JSON text of a value, as it is stored and hashed.

    Raises:
        ValueError: A number is not finite or too large for JSON, or a text is not Unicode.
        TypeError, AttributeError: A key is no text, or a type is not JSON.
    """
    parts: list[str] = []
    _write(body, parts.append)
    return "".join(parts).encode()


def _write(value: Any, out: Callable[[str], None]) -> None:
    kind = type(value)
    if kind is dict:
        opening = "{"
        for name, key in _members(tuple(value)):
            item = value[key]
            # Most of a record: written here, which spares a call for each.
            if item is None:
                out(f"{opening}{name}null")
            elif type(item) is float:
                out(opening + name + _number(item))
            elif type(item) is str:
                out(opening + name + encode_basestring(item))
            else:
                out(opening + name)
                _write(item, out)
            opening = ","
        out("}" if value else "{}")
    elif kind is list or kind is tuple:
        opening = "["
        for item in value:
            out(opening)
            _write(item, out)
            opening = ","
        out("]" if value else "[]")
    elif kind is int and -_LARGEST <= value <= _LARGEST:
        out(str(value))
    elif value is None or kind is bool:
        out(_WORDS[value])
    elif kind is float:
        out(_number(value))
    elif kind is str:
        out(encode_basestring(value))
    else:
        out(rfc8785.dumps(value).decode())


def _number(value: float) -> str:
    """Python writes the shortest digits, as ECMAScript does; the two differ in exponents, in whole numbers and in what is not finite."""
    text = repr(value)
    if text[-2:] == ".0":
        return text[:-2] if value else "0"
    return text if "e" not in text and "n" not in text else rfc8785.dumps(value).decode()


@lru_cache(maxsize=1000)
def _members(keys: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the written and the plain names of an object's members, ordered by UTF-16 code units."""
    return tuple((f"{encode_basestring(key)}:", key) for key in sorted(keys, key=lambda key: key.encode("utf-16-be")))
