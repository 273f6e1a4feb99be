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
    texts = (time_utc.encode(), actor.encode(), kind.encode(), subject.encode())
    return hashlib.sha256(length_prefixed(b"cxr-audit entry 1\n", (b"%d" % seq, *texts, body, previous_hash.encode()))).hexdigest()


_LENGTHS = [length.to_bytes(8, "big") for length in range(32_768)]


def length_prefixed(title: bytes, parts: tuple[bytes, ...]) -> bytes:
    """Return parts as one message, each after its length in 8 bytes, the largest first."""
    pieces = [title]
    for part in parts:
        size = len(part)
        pieces += (_LENGTHS[size] if size < 32_768 else size.to_bytes(8, "big"), part)
    return b"".join(pieces)


def holds(columns: dict[str, Any], written: str) -> bool:
    """Tell whether an entry's columns have the hash it names; a column of another type than the log writes has none."""
    try:
        return entry_hash(**columns) == written
    except (AttributeError, TypeError, UnicodeEncodeError):
        return False
