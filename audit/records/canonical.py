"""The one JSON text of a value (RFC 8785): ``orjson`` writes it, and what RFC 8785 writes otherwise is put right.

The RFC's own library takes twenty times as long; it orders names beyond U+DFFF and is the tests' oracle.
"""

from __future__ import annotations

import math
import re
from typing import Any

import orjson
import rfc8785

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER | orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME
_BEYOND = range(0xEE, 0x100)
"""First bytes of what RFC 8785 orders otherwise, by UTF-16."""
_WHOLE = re.compile(rb"\.0(?=[,\]}])")
_SMALL_OR_LARGE = re.compile(rb"\de[-+]\d")
_EXPONENT = re.compile(rb"-?[\d.]+e[-+]?\d+")


def canonical(body: dict[str, Any]) -> bytes:
    """Return the one JSON text of a value, as it is stored and hashed.

    Raises:
        ValueError: A number is not finite.
        TypeError: A type is not JSON's, also a scalar of numpy; a whole number is too large for JSON, or a text is not Unicode.
    """
    _check_finite(body)
    return _put_right(orjson.dumps(body, option=_OPTIONS | orjson.OPT_PASSTHROUGH_DATACLASS))


def canonical_of_record(body: object) -> bytes:
    """Return the one JSON text of a record that was validated: its numbers are finite, and the fields of its types are in order.

    Raises:
        TypeError: As for ``canonical``.
    """
    return _put_right(orjson.dumps(body, option=_OPTIONS))


def _put_right(text: bytes) -> bytes:
    if any(byte in text for byte in _BEYOND):
        return rfc8785.dumps(orjson.loads(text))
    # orjson escapes every control character, so these two can stand for what would hide the end of a text.
    escaped = b"\\" in text
    if escaped:
        text = text.replace(b"\\\\", b"\0").replace(b'\\"', b"\1")
    text = _whole(_exponents(text))
    return text.replace(b"\1", b'\\"').replace(b"\0", b"\\\\") if escaped else text


def _check_finite(body: dict[str, Any]) -> None:
    """Look for what orjson writes as null.

    Raises:
        ValueError: A number is not finite.
    """
    values: list[Any] = [body]
    for value in values:
        kind = type(value)
        if kind is float:
            if not math.isfinite(value):
                raise ValueError(f"{value} is no number of JSON")
        elif kind is dict:
            values += value.values()
        elif kind is list or kind is tuple:
            values += value


def _exponents(text: bytes) -> bytes:
    """Write numbers that have an exponent as ECMAScript does."""
    if not (b"e-" in text or (b"+" in text and b"e+" in text)) or not _SMALL_OR_LARGE.search(text):
        return text
    parts = text.split(b'"')  # By turns outside and inside a text.
    outside = _EXPONENT.sub(lambda number: rfc8785.dumps(float(number[0])), b'"'.join(parts[::2]))
    parts[::2] = outside.split(b'"')
    return b'"'.join(parts)


def _whole(text: bytes) -> bytes:
    """Write whole numbers as ECMAScript does, without a fraction, and nought without a sign."""
    parts, at, inside = list[bytes](), 0, False
    for found in _WHOLE.finditer(text):
        start, end = found.span()
        inside ^= bool(text.count(b'"', at, start) % 2)
        if inside:
            parts.append(text[at:end])
        elif text.endswith(b"-0", at, start):
            parts += text[at : start - 2], b"0"
        else:
            parts.append(text[at:start])
        at = end
    return b"".join([*parts, text[at:]])
