"""The chain: a hash over everything an entry says and over the entry before it."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

GENESIS = "0" * 64
"""What stands as the previous hash of the first entry."""


def packed(text: bytes) -> bytes:
    """Return the canonical JSON of a body as it is stored and hashed: compressed by zlib (docs/decisions/0016)."""
    return zlib.compress(text, 1)


def unpacked(body: bytes) -> bytes:
    """Return the JSON text of a stored body.

    Raises:
        ValueError: It is no stored body.
    """
    try:
        return zlib.decompress(body)
    except (zlib.error, TypeError) as error:
        raise ValueError("a body that is not compressed by zlib") from error


def entry_hash(*, seq: int, time_utc: str, actor: str, kind: str, subject: str, body: bytes, previous_hash: str) -> str:
    """Return the SHA-256 over all columns of an entry but the hash, each preceded by its length, so that none can lend to another."""
    # As length_prefixed does, without a loop: verifying is little else than this.
    number, time, who, what = b"%d" % seq, time_utc.encode(), actor.encode(), kind.encode()
    about, previous = subject.encode(), previous_hash.encode()
    message = (
        b"cxr-audit entry 1\n", _length(len(number)), number, _length(len(time)), time, _length(len(who)), who, _length(len(what)), what,
        _length(len(about)), about, _length(len(body)), body, _length(len(previous)), previous,
    )  # fmt: skip
    return hashlib.sha256(b"".join(message)).hexdigest()


def length_prefixed(title: bytes, parts: Sequence[bytes]) -> bytes:
    """Return parts as one message, each after its length in 8 bytes, the most significant first."""
    return title + b"".join(_length(len(part)) + part for part in parts)


@cache
def _length(size: int) -> bytes:
    return size.to_bytes(8, "big")


def holds(columns: dict[str, Any], written: str) -> bool:
    """Tell whether an entry's columns have the hash it names; a column of another type than the log writes has none."""
    try:
        return entry_hash(**columns) == written
    except (AttributeError, TypeError, UnicodeEncodeError):
        return False
