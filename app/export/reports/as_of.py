"""Up to which entry of a log a report holds."""

from __future__ import annotations

from app import __version__
from audit.log.errors import NoSuchEntry
from audit.log.store import Log
from audit.report.foot import AsOf


def as_of_entry(log: Log, seq: int | None = None) -> AsOf:
    """Return an entry as that up to which a report holds.

    Args:
        log: The log.
        seq: Number of the entry; None is the last.

    Raises:
        NoSuchEntry: There is none of that number, or none at all.
        LogError: It cannot be read.
    """
    last = log.head()[0]
    if not last:
        raise NoSuchEntry("The log is empty, so there is nothing to report.")
    found = log.entry(last if seq is None else seq)
    return AsOf(found.seq, found.hash, found.time_utc, __version__)
