"""The self-tests of a log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audit.log.errors import LogError
from audit.log.store import EntryKind, Log
from audit.records.selftest import SelfTestRecord
from audit.selftest.power import powers, sentences


def self_tests(log: Log, weights_sha256: str) -> list[SelfTestRecord]:
    """Return the self-tests on copies of a classifier, in their order.

    Raises:
        LogError: The log cannot be read, or an entry is damaged.
    """
    return [test for test in _every(log) if test.classifier.weights_sha256 == weights_sha256]


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


def _every(log: Log) -> Iterator[SelfTestRecord]:
    records = (entry.record for entry in log.entries(kinds=(EntryKind.SELF_TEST,)))
    return (record for record in records if isinstance(record, SelfTestRecord))
