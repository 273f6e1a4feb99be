"""What can be wrong with a log.

LogError                never raised itself; carries a sentence for the person at the screen
├── NotALog             the file is something else, or a log of another schema
├── LogUnavailable      locked, read-only, or the disk is full: nothing was written
├── WitnessUnavailable  the witness file cannot be written or read; what was appended stands in the log
├── NoKey               nothing can be signed, or the key is unreadable
├── DamagedEntry        an entry or a blob differs from what was written
└── NoSuchEntry         the log holds no entry of that number
"""

from __future__ import annotations


class LogError(Exception):
    """Base of the log's expected errors; never raised itself."""


class NotALog(LogError):
    """The file is no audit log, or one of a schema this version does not read."""


class LogUnavailable(LogError):
    """The log cannot be read or written now; nothing was written."""


class WitnessUnavailable(LogError):
    """The witness file cannot be written or read; what was appended stands in the log."""


class NoKey(LogError):
    """There is no key to sign with, or it cannot be read."""


class DamagedEntry(LogError):
    """An entry or a blob was changed after it was written."""


class NoSuchEntry(LogError):
    """There is no entry of that number."""
