"""The chain: canonical bytes in, a hash over everything an entry says and over the entry before it."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

GENESIS = "0" * 64
"""What stands as the previous hash of the first entry."""


def canonical(body: dict[str, Any]) -> bytes:
    """Return the one JSON text of a value (RFC 8785), as it is stored and hashed.

    Raises:
        rfc8785.CanonicalizationError: A number is not finite or a type is not JSON.
    """
    return rfc8785.dumps(body)


def entry_hash(*, seq: int, time_utc: str, actor: str, kind: str, subject: str, body: bytes, previous_hash: str) -> str:
    """Return the SHA-256 over all columns of an entry but the hash, each preceded by its length, so that none can lend to another."""
    digest = hashlib.sha256(b"cxr-audit entry 1\n")
    for part in (str(seq).encode(), time_utc.encode(), actor.encode(), kind.encode(), subject.encode(), body, previous_hash.encode()):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def holds(columns: dict[str, Any], written: str) -> bool:
    """Tell whether an entry's columns have the hash it names; a column of another type than the log writes has none."""
    try:
        return entry_hash(**columns) == written
    except (AttributeError, TypeError, UnicodeEncodeError):
        return False
