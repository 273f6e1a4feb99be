"""The chain: a hash over everything an entry says and over the entry before it."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

from audit.log.canonical import canonical

GENESIS = "0" * 64
"""What stands as the previous hash of the first entry."""


def packed(record: dict[str, Any]) -> bytes:
    """Return a body as it is stored and hashed: zlib over canonical JSON (docs/decisions/0016)."""
    return zlib.compress(canonical(record), 1)


def unpacked(body: bytes) -> dict[str, Any]:
    """Return the value of a stored body.

    Raises:
        ValueError: It is no stored body.
    """
    try:
        value = json.loads(zlib.decompress(body))
    except (zlib.error, RecursionError, TypeError) as error:
        raise ValueError("a body that is not zlib over JSON") from error
    if not isinstance(value, dict):
        raise ValueError("a body that is no object")
    return value


def entry_hash(*, seq: int, time_utc: str, actor: str, kind: str, subject: str, body: bytes, previous_hash: str) -> str:
    """Return the SHA-256 over all columns of an entry but the hash, each preceded by its length, so that none can lend to another."""
    texts = (str(seq), time_utc, actor, kind, subject)
    return hash_of_bytes(*(text.encode() for text in texts), body, previous_hash.encode())


def hash_of_bytes(*columns: bytes) -> str:
    """Return the hash of an entry whose columns are bytes already."""
    return hashlib.sha256(length_prefixed(b"cxr-audit entry 1\n", columns)).hexdigest()


def length_prefixed(title: bytes, parts: tuple[bytes, ...]) -> bytes:
    """Return parts as one message, each after its length."""
    return title + b"".join([len(part).to_bytes(8, "big") + part for part in parts])


def holds(columns: dict[str, Any], written: str) -> bool:
    """Tell whether an entry's columns have the hash it names; a column of another type than the log writes has none."""
    try:
        return entry_hash(**columns) == written
    except (AttributeError, TypeError, UnicodeEncodeError):
        return False
