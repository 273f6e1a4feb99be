"""The self-tests of a log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.selftest import SelfTestRecord
from audit.selftest.power import powers, sentences


def self_tests(log: Log, weights_sha256: str, until: int | None = None) -> list[SelfTestRecord]:
    """Return the self-tests on copies of a classifier, in their order.

    Args:
        log: The log.
        weights_sha256: Of the classifier.
        until: Number of the last entry that counts; None is the log's last.

    Raises:
        LogError: The log cannot be read, or an entry is damaged.
    """
    return [test for test in _every(log, until) if test.classifier.weights_sha256 == weights_sha256]


def told(file: Path) -> dict[str, tuple[str, ...]]:
    """Return what a log's self-tests say of the audit of each classifier, by its weights; nothing of a log that cannot be read."""
    if not file.exists():
        return {}
    try:
        with Log(file, writing=False) as log:
            tested = {test.classifier.weights_sha256 for test in _every(log)}
            return {weights: sentences(powers(self_tests(log, weights))) for weights in tested}
    except LogError:
        return {}


def _every(log: Log, until: int | None = None) -> Iterator[SelfTestRecord]:
    entries = log.entries(kinds=(EntryKind.SELF_TEST,))
    records = (entry.record for entry in entries if until is None or entry.seq <= until)
    return (record for record in records if isinstance(record, SelfTestRecord))
