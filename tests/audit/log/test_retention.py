"""Blobs go after their time, behind a signed tombstone, and by no other way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.log.chain.signing import Signer
from audit.log.errors import NoKey
from audit.log.store import EntryKind, Log
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import verify
from audit.records.events import BlobsPurgedRecord
from tests.audit.log.conftest import append_films, screened_record

Raw = Callable[..., list[Any]]
_OLD, _NEW = "2020-01-01T00:00:00.000+00:00", "2026-01-01T00:00:00.000+00:00"
_BETWEEN = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.fixture
def two_ages(file: Path, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Films 0 and 1 are old, 1 and 2 are new: film 1 was screened again."""
    with Log(file, writing=True, signer=signer) as log:
        monkeypatch.setattr("audit.log.store._now", lambda: _OLD)
        append_films(log, 2)
        monkeypatch.setattr("audit.log.store._now", lambda: _NEW)
        append_films(log, 2, first=1)
    return file


def test_blobs_that_only_old_entries_name_are_let_go(two_ages: Path, signer: Signer) -> None:
    with Log(two_ages, writing=True, signer=signer) as log:
        assert log.purge_blobs(before=_BETWEEN, actor="ann") == 4
        for number in range(3):
            for name, data in screened_record(number)[1].items():
                assert log.blob(name) == (None if number == 0 else data)
        (tombstone,) = log.entries(kinds=[EntryKind.BLOBS_PURGED])
        assert isinstance(tombstone.record, BlobsPurgedRecord)
        assert sorted(tombstone.record.blobs) == sorted(screened_record(0)[1])
        assert log.purge_blobs(before=_BETWEEN, actor="ann") == 0
    found = verify(two_ages, deep=True)
    assert (found.damage, found.attested) == (None, found.entries)


def test_nothing_goes_without_a_key_to_sign_the_tombstone(two_ages: Path) -> None:
    with Log(two_ages, writing=True) as log:
        with pytest.raises(NoKey, match="nothing was let go"):
            log.purge_blobs(before=_BETWEEN, actor="ann")
        assert log.count() == 5


def test_a_tombstone_that_is_no_longer_the_head_lets_nothing_go(two_ages: Path, signer: Signer, raw: Raw) -> None:
    """The film is screened again, so its blobs are back; the old tombstone is no licence."""
    with Log(two_ages, writing=True, signer=signer) as log:
        log.purge_blobs(before=_BETWEEN, actor="ann")
        append_films(log, 1)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw("DELETE FROM blob WHERE sha256 IN (SELECT sha256 FROM purge)")
    assert verify(two_ages, deep=True).damage is None
    raw("DELETE FROM blob WHERE sha256 IN (SELECT sha256 FROM purge)", forging=True)
    damage = verify(two_ages, deep=True).damage
    assert damage
    assert (damage.kind, damage.seq) == (DamageKind.BLOB_MISSING, 7)


def test_blobs_named_by_a_new_entry_stay_whatever_their_age(two_ages: Path, signer: Signer) -> None:
    with Log(two_ages, writing=True, signer=signer) as log:
        assert log.purge_blobs(before=datetime.fromisoformat(_NEW) + timedelta(days=1), actor="ann") == 12
    assert verify(two_ages, deep=True).damage is None
