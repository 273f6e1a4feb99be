"""What can be wrong with a log.

LogError                never raised itself; carries a sentence for the person at the screen
├── NotALog             the file is something else, or a log of another schema
├── LogUnavailable      locked, read-only, or the disk is full: nothing was written
├── DamagedEntry        an entry differs from what was written
└── NoSuchEntry         the log holds no entry of that number
"""

from __future__ import annotations


class LogError(Exception):
    """Base of the log's expected errors; never raised itself."""


class NotALog(LogError):
    """The file is no audit log, or one of a schema this version does not read."""


class LogUnavailable(LogError):
    """The log cannot be read or written now; nothing was written."""


class DamagedEntry(LogError):
    """An entry was changed after it was written."""


class NoSuchEntry(LogError):
    """There is no entry of that number."""
