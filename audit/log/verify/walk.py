"""The walk along the chain and its checkpoints, from the first entry to the first that does not hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from audit.log.chain.checkpoint import Checkpoint
from audit.log.chain.links import GENESIS, entry_hash
from audit.log.verify.damage import Damage, DamageKind
from audit.log.verify.diagnosis import diagnose

_ENTRIES = "SELECT seq, time_utc, actor, kind, subject, body, previous_hash, hash FROM entry ORDER BY seq"
_TEXTS = ("entry_hash", "time_utc", "public_key", "signature")
_CHECKPOINTS = f"SELECT number, entry_seq, {', '.join(f'CAST({name} AS BLOB)' for name in _TEXTS)} FROM checkpoint ORDER BY number"


@dataclass
class Walk:
    """How far the chain holds.

    Attributes:
        entries, head: How many entries hold, and the hash of the last of them.
        checkpoints: How many checkpoints hold; ``attested`` is the last entry under one of them.
        keys: Number of the entry that names a key, by the key.
        backwards: Entries whose time is before that of the entry before them.
        damage: What is wrong with the first thing that does not hold.
    """

    entries: int = 0
    head: str = GENESIS
    checkpoints: int = 0
    attested: int = 0
    keys: dict[str, int] = field(default_factory=dict)
    backwards: list[int] = field(default_factory=list)
    damage: Damage | None = None


def walk(database: sqlite3.Connection, *, public_keys: Collection[str] = ()) -> Walk:
    """Walk along the chain; streams.

    Args:
        database: The log. It gives texts as ``str`` and bytes as ``bytes``, so that a column of another type does not hold.
        public_keys: Where not empty, every checkpoint must be by one of them.
    """
    found = Walk(keys=_keys(database))
    signed = _Checkpoints(database, found, public_keys)
    expected, previous, before, due = 1, GENESIS, "", signed.due
    try:
        for seq, time, actor, kind, subject, body, link, digest in database.execute(_ENTRIES):
            if seq != expected or link != previous or digest != entry_hash(
                seq=seq, time_utc=time, actor=actor, kind=kind, subject=subject, body=body, previous_hash=link
            ):  # fmt: skip
                found.damage = diagnose(database, expected, previous)
                break
            if time < before:
                found.backwards.append(seq)
            expected, previous, before = seq + 1, digest, time
            if due <= seq:
                found.entries = seq
                if not signed.check():
                    break
                due = signed.due
    except (AttributeError, TypeError, sqlite3.OperationalError) as error:
        if isinstance(error, sqlite3.OperationalError) and "UTF-8" not in str(error):
            raise
        found.damage = diagnose(database, expected, previous)
    found.entries, found.head = expected - 1, previous
    while not found.damage and signed.due < _NEVER:
        signed.check()
    return found


def _keys(database: sqlite3.Connection) -> dict[str, int]:
    rows = database.execute("SELECT CAST(subject AS BLOB), min(seq) FROM entry WHERE kind = 'key_added' GROUP BY subject ORDER BY 2")
    return {_text(subject): seq for subject, seq in rows}


_NEVER = 2**63


class _Checkpoints:
    """The checkpoints in their order, each looked at when the walk has reached its entry."""

    def __init__(self, database: sqlite3.Connection, found: Walk, public_keys: Collection[str]) -> None:
        self._database, self._found, self._trusted = database, found, public_keys
        self._rows = database.execute(_CHECKPOINTS)
        self._signature = ""
        self._advance()

    def _advance(self) -> None:
        row = next(self._rows, None)
        self._next = Checkpoint(*(_text(value) for value in row)) if row else None
        # What is no number is no place in the chain, and is looked at once.
        self.due = _NEVER if self._next is None else self._next.entry_seq if isinstance(self._next.entry_seq, int) else 0

    def check(self) -> bool:
        """Look at the next checkpoint and tell whether it holds; the walk's damage says what is wrong."""
        assert self._next is not None
        self._found.damage = self._damage(self._next)
        if self._found.damage:
            return False
        self._found.checkpoints, self._found.attested = self._next.number, self._next.entry_seq
        self._signature = self._next.signature
        self._advance()
        return self.due > self._found.entries or self.check()

    def _damage(self, point: Checkpoint) -> Damage | None:
        number, seq = self._found.checkpoints + 1, point.entry_seq
        if point.number != number:
            return Damage(DamageKind.CHECKPOINT_MISSING, None, f"checkpoint {number} is missing")
        if not point.holds(self._signature):
            if point.public_key not in self._found.keys:
                return self._replaced(point)
            return Damage(DamageKind.CHECKPOINT_CHANGED, None, f"checkpoint {number} does not have the signature of what it says")
        if seq > self._found.entries:
            missing = self._found.entries + 1
            return Damage(
                DamageKind.CUT_TAIL,
                missing,
                f"the tail was cut off: checkpoint {number} attests entry {seq}, and entry {missing} is missing",
            )
        if self._found.keys.get(point.public_key, _NEVER) > seq or (self._trusted and point.public_key not in self._trusted):
            return self._replaced(point)
        (stands,) = self._database.execute("SELECT hash FROM entry WHERE seq = ?", (seq,)).fetchone()
        if _text(stands) != point.entry_hash:
            first = self._found.attested + 1
            return Damage(
                DamageKind.REBUILT,
                first,
                f"entry {seq} is another than checkpoint {number} attests: it was rebuilt from between {first} and {seq} on",
            )
        return None

    def _replaced(self, point: Checkpoint) -> Damage:
        whose = "the log does not name before" if self._found.keys.get(point.public_key, _NEVER) > point.entry_seq else "you did not name"
        return Damage(DamageKind.KEY_REPLACED, None, f"checkpoint {point.number} is signed by a key that {whose}: {point.public_key}")


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
