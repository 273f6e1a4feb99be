"""What can have happened to a log, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DamageKind(StrEnum):
    """The kind of the first thing that does not hold."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    UNREADABLE = "unreadable"
    CUT_TAIL = "cut_tail"
    ROLLED_BACK = "rolled_back"
    REBUILT = "rebuilt"
    KEY_REPLACED = "key_replaced"
    CHECKPOINT_CHANGED = "checkpoint_changed"
    CHECKPOINT_MISSING = "checkpoint_missing"
    WITNESS_CHANGED = "witness_changed"
    UNKNOWN_TO_WITNESS = "unknown_to_witness"
    PROJECTION_DIFFERS = "projection_differs"
    PROJECTION_MISSING = "projection_missing"
    PROJECTION_EXTRA = "projection_extra"
    BLOB_EDITED = "blob_edited"
    BLOB_MISSING = "blob_missing"
    BLOB_EXTRA = "blob_extra"
    GUARDS_CHANGED = "guards_changed"
    FILE_DAMAGED = "file_damaged"


@dataclass(frozen=True)
class Damage:
    """The first thing that does not hold.

    Attributes:
        seq: The first bad entry, or the entry that a bad row belongs to; None where it is no entry's.
        sentence: What it is, without a full stop.
    """

    kind: DamageKind
    seq: int | None
    sentence: str

    def __str__(self) -> str:
        return self.sentence
