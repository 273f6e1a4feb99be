"""How a log is told from other files by its first bytes, before anything opens it."""

from __future__ import annotations

APPLICATION_ID = 0x43585241
_SQLITE = b"SQLite format 3\x00"


def is_log(start: bytes) -> bool:
    """Tell a log, or a copy of one, by the first 72 bytes of its file (SQLite's file format, 1.3)."""
    return start.startswith(_SQLITE) and start[68:72] == APPLICATION_ID.to_bytes(4, "big")
