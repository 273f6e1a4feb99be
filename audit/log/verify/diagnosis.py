"""What happened at the first entry that does not hold: changed, missing, inserted or reordered."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from audit.log.chain.links import length_prefixed
from audit.log.verify.damage import Damage, DamageKind

_COLUMNS = "seq, time_utc, actor, kind, subject, body, previous_hash, hash"


@dataclass(frozen=True)
class _Entry:
    seq: int
    time_utc: bytes
    actor: bytes
    kind: bytes
    subject: bytes
    body: bytes
    previous_hash: bytes
    hash: bytes

    def holds(self) -> bool:
        """Tell whether the hash is of what it says, whatever the columns' types."""
        columns = (self.time_utc, self.actor, self.kind, self.subject, self.body, self.previous_hash)
        if not all(isinstance(column, bytes) for column in (*columns, self.hash)):
            return False
        message = length_prefixed(b"cxr-audit entry 1\n", (b"%d" % self.seq, *columns))
        return sha256(message).hexdigest().encode() == self.hash


def diagnose(database: sqlite3.Connection, expected: int, link: str) -> Damage:
    """Name what is wrong where entry ``expected``, which should follow the hash ``link``, does not hold."""
    database.text_factory, previous = bytes, link.encode()
    found = next(_entries(database, "seq >= ? ORDER BY seq LIMIT 1", expected))
    follower = next(_entries(database, "previous_hash = CAST(? AS TEXT) ORDER BY seq LIMIT 1", previous), None)
    if found.seq != expected:
        if follower:
            return _damage(DamageKind.REORDERED, expected, f"entry {expected} was moved and stands as entry {follower.seq}")
        return _damage(DamageKind.MISSING, expected, f"entry {expected} is missing")
    if found.previous_hash == previous:
        return _exchanged(database, found) or _changed(expected)
    if follower:
        named = next(_entries(database, "hash = CAST(? AS TEXT) LIMIT 1", found.previous_hash), None)
        if named and not _fits(found, previous):
            return _damage(DamageKind.REORDERED, expected, f"entries {expected} and {follower.seq} were reordered")
        return _damage(DamageKind.INSERTED, expected, f"entry {expected} was inserted")
    if _fits(found, previous):
        return _changed(expected)
    if found.holds() and expected > 1:
        return _damage(DamageKind.CHANGED, expected - 1, f"entry {expected - 1} was changed, with a new hash, after it was written")
    if replace(found, seq=expected + 1).holds():
        return _damage(DamageKind.MISSING, expected, f"entry {expected} is missing, and those after it moved up")
    return _changed(expected)


def _fits(found: _Entry, previous: bytes) -> bool:
    """Tell whether an entry holds but for the link, which was changed."""
    return replace(found, previous_hash=previous).holds()


def _exchanged(database: sqlite3.Connection, found: _Entry) -> Damage | None:
    """Look for the entry whose content this one had: two films that were swapped."""
    for other in _entries(database, "seq > ? ORDER BY seq", found.seq):
        here = replace(found, time_utc=other.time_utc, actor=other.actor, kind=other.kind, subject=other.subject, body=other.body)
        kept_time = replace(here, time_utc=found.time_utc)
        for guess in (here, kept_time, replace(found, body=other.body), replace(found, subject=other.subject)):
            if guess.holds():
                return _damage(DamageKind.REORDERED, found.seq, f"what stood in entries {found.seq} and {other.seq} was exchanged")
    return None


def _entries(database: sqlite3.Connection, where: str, *values: object) -> Iterator[_Entry]:
    return (_Entry(*row) for row in database.execute(f"SELECT {_COLUMNS} FROM entry WHERE {where}", values))


def _changed(seq: int) -> Damage:
    return _damage(DamageKind.CHANGED, seq, f"entry {seq} was changed after it was written")


def _damage(kind: DamageKind, seq: int, sentence: str) -> Damage:
    return Damage(kind, seq, sentence)
