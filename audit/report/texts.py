"""All texts of a document, and what of a text a page may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, what turns the direction of writing, and what is no character."""
REPLACED = "\N{REPLACEMENT CHARACTER}"


def texts_of(value: object) -> Iterator[str]:
    """Yield every text of a document or of a part of it."""
    if isinstance(value, str):
        if not isinstance(value, Enum):
            yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts_of(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts_of(getattr(value, one.name))


def printable(text: str) -> str:
    """Return a text without what a page would obey or cannot hold: labels and names may hold anything."""
    return _OBEYED.sub(REPLACED, text)
