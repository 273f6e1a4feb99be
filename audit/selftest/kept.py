"""The self-tests of a log."""

from __future__ import annotations

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
    return _by_classifier(log, until).get(weights_sha256, [])


def told(file: Path) -> dict[str, tuple[str, ...]]:
    """Return what a log's self-tests say of the audit of each classifier, by its weights; nothing of a log that cannot be read."""
    if not file.exists():
        return {}
    try:
        with Log(file, writing=False) as log:
            return {weights: sentences(powers(tests)) for weights, tests in _by_classifier(log).items()}
    except LogError:
        return {}


def _by_classifier(log: Log, until: int | None = None) -> dict[str, list[SelfTestRecord]]:
    found = dict[str, list[SelfTestRecord]]()
    for entry in log.entries(kinds=(EntryKind.SELF_TEST,), until=until):
        assert isinstance(entry.record, SelfTestRecord), "a body is of its kind of entry"
        found.setdefault(entry.record.classifier.weights_sha256, []).append(entry.record)
    return found
