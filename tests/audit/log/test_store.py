"""The log's verbs: what is appended stands, is linked, is read again and cannot be changed."""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.log.chain.links import GENESIS
from audit.log.database.schema import film, metadata
from audit.log.errors import DamagedEntry, LogUnavailable, NoSuchEntry
from audit.log.store import Draft, EntryKind, Log, Stored
from audit.log.verify.damage import DamageKind
from audit.log.verify.verify import verify
from audit.records.body import json_of
from audit.records.canonical import canonical_of_record
from audit.records.film import FilmRecord, SecondsRecord
from tests.audit.films import FINGERPRINT, screened_film, self_check
from tests.audit.log.conftest import screened_record

_TABLES = sorted(metadata.tables)


def test_what_is_appended_is_read_again(log: Log, record: FilmRecord) -> None:
    stored = log.append(EntryKind.SCREENED, actor="ann", subject="film", record=record)
    assert log.entry(1) == stored
    assert (stored.seq, stored.actor, stored.kind, stored.subject, stored.record) == (1, "ann", "screened", "film", record)


def test_what_append_returns_is_what_the_log_says(log: Log) -> None:
    """A film already recorded is the same value as the film when it was new: tuples are tuples, and 15.0 is 15 in JSON."""
    stored = log.append(EntryKind.SCREENED, actor="a", subject="s", record=screened_film(0))
    again = log.entry(1)
    assert (again, again.packed) == (stored, stored.packed)
    assert json_of(again.record) == json_of(stored.record)


def test_an_entry_of_a_film_has_its_record_and_what_was_written(log: Log, record: FilmRecord) -> None:
    stored = log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
    assert stored.film is record
    assert log.entry(1).as_written() == json.loads(json_of(record))


def test_an_entry_of_no_film_has_no_record_of_one(log: Log) -> None:
    with pytest.raises(AssertionError, match="entries of films"):
        _ = log.append(EntryKind.SELF_CHECK, actor="a", subject="s", record=self_check()).film


def test_a_body_of_another_kind_is_a_defect_and_nothing_is_written(log: Log, record: FilmRecord) -> None:
    for kind, body in ((EntryKind.REFUSED, record), (EntryKind.SELF_CHECK, record), (EntryKind.SCREENED, self_check())):
        with pytest.raises(AssertionError, match="of its kind"):
            log.append(kind, actor="a", subject="s", record=body)
    assert log.count() == 0


def test_the_time_of_an_entry_is_utc(log: Log, refusal: FilmRecord) -> None:
    time = datetime.fromisoformat(log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).time_utc)
    assert time.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - time) < timedelta(hours=1)


def test_each_entry_names_the_hash_of_the_one_before(log: Log, refusal: FilmRecord, raw: Callable[..., list[Any]]) -> None:
    stored = [log.append(EntryKind.REFUSED, actor="a", subject=str(n), record=refusal) for n in range(3)]
    rows = raw("SELECT seq, previous_hash FROM entry ORDER BY seq")
    assert rows == [(1, GENESIS), (2, stored[0].hash), (3, stored[1].hash)]


def test_the_body_is_stored_as_canonical_bytes_compressed(log: Log, record: FilmRecord, raw: Callable[..., list[Any]]) -> None:
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
    assert [(zlib.decompress(body), kind) for body, kind in raw("SELECT body, typeof(body) FROM entry")] == [(json_of(record), "blob")]


def test_an_entry_of_no_film_has_no_projection(log: Log, raw: Callable[..., list[Any]]) -> None:
    log.append(EntryKind.SELF_CHECK, actor="a", subject="this installation", record=self_check())
    assert raw("SELECT kind FROM entry") == [("self_check",)]
    assert raw("SELECT count(*) FROM film") == [(0,)]


def test_what_is_found_first_is_returned_instead(log: Log, refusal: FilmRecord) -> None:
    def known() -> Stored | None:
        return log.unreadable(file_sha256="f" * 64, code_version="0")

    first, second = (log.append(EntryKind.REFUSED, actor=name, subject="s", record=refusal, unless=known) for name in ("ann", "ben"))
    assert (second, first.actor, log.count()) == (first, "ann", 1)


def test_an_entry_that_is_not_there_is_told(log: Log) -> None:
    with pytest.raises(NoSuchEntry, match="no entry 7"):
        log.entry(7)


def test_a_log_reopened_goes_on_with_its_chain(written: Callable[[int], Path], refusal: FilmRecord) -> None:
    with Log(written(2), writing=True) as log:
        assert log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).seq == 3
    assert verify(log.path).entries == 3


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("table", _TABLES)
def test_the_database_itself_refuses_changes(forged: Path, raw: Callable[..., list[Any]], table: str, verb: str) -> None:
    (count,) = raw(f"SELECT count(*) FROM {table}")[0]
    assert count > 0
    column = raw(f"SELECT name FROM pragma_table_info('{table}')")[0][0]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw(f"UPDATE {table} SET {column} = {column}" if verb == "UPDATE" else f"DELETE FROM {table}")
    assert raw(f"SELECT count(*) FROM {table}") == [(count,)]


def test_no_two_entries_follow_the_same_one(written: Callable[[int], Path], raw: Callable[..., list[Any]]) -> None:
    written(1)
    with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE.*previous_hash"):
        raw(f"INSERT INTO entry SELECT 2, time_utc, actor, kind, subject, body, previous_hash, '{'9' * 64}' FROM entry")


def test_projections_equal_the_body(log: Log, raw: Callable[..., list[Any]]) -> None:
    record, blobs = screened_record(3)
    stored = log.append(EntryKind.SCREENED, actor="ann", subject="s", record=record, blobs=blobs)
    (row,) = raw("SELECT * FROM film")
    assert dict(zip(film.columns.keys(), row, strict=True)) == {
        "entry_seq": 1, "time_utc": stored.time_utc, "actor": "ann", "status": "screened", "code": None, "code_version": "0",
        "file_sha256": "b" * 64, "pixel_sha256": "3" * 64, "study_instance_uid": "1.2", "sop_instance_uid": "1.2.3.3",
        "patient_digest": "9" * 64, "view": "AP", "sex": "F", "age_band": "40-49", "manufacturer": "Maker 0", "model": "M",
        "station": "S", "institution": "Clinic", "classifier": "embedded", "classifier_sha256": "d" * 64,
        "fingerprint": FINGERPRINT, "verdict": "dependent_on_outside", "positives": 1, "decisions_lost": 1,
        "searchable": "1.2\n1.2.3.3\nmaker 0\nm\ns\nclinic\nembedded\nann",
    }  # fmt: skip
    assert raw("SELECT * FROM finding ORDER BY position") == [
        (1, 0, "Mass", -1.5, 0.1824, 0.1, 1, 0.625, 3.75, 1, "dependent_on_outside"),
        (1, 1, "Nodule", -1.5, 0.1824, 0.5, 0, None, None, None, "not_challenged"),
    ]
    assert record.blobs
    named = record.blobs.named()
    assert raw("SELECT * FROM blob_use ORDER BY role") == [
        (1, role, named[role]) for role in ("lungs", "outline_0", "outline_1", "signed_maps")
    ]


def test_a_blob_is_stored_once_under_its_own_hash(log: Log, raw: Callable[..., list[Any]]) -> None:
    record, blobs = screened_record(1)
    for subject in ("one", "two"):
        log.append(EntryKind.SCREENED, actor="a", subject=subject, record=record, blobs=blobs)
    assert sorted(raw("SELECT sha256, data FROM blob")) == sorted(blobs.items())
    for name, data in blobs.items():
        assert log.blob(name) == data
    assert log.blob("0" * 64) is None


def test_a_blob_is_checked_whenever_it_is_read(log: Log, raw: Callable[..., list[Any]]) -> None:
    record, blobs = screened_record(1)
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs=blobs)
    raw("UPDATE blob SET data = data || x'00'", forging=True)
    with pytest.raises(DamagedEntry, match="were changed after they were written"):
        log.blob(next(iter(blobs)))


def test_a_blob_that_the_record_does_not_name_is_a_defect_and_nothing_is_written(log: Log, record: FilmRecord) -> None:
    with pytest.raises(AssertionError, match="names its blobs"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs={sha256(b"maps").hexdigest(): b"maps"})
    assert log.count() == 0


def test_films_appended_together_stand_together_or_not_at_all(
    log: Log, raw: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    films = [screened_record(number) for number in range(5)]
    drafts = [Draft(EntryKind.SCREENED, "ann", f"film {number}", *film) for number, film in enumerate(films)]
    assert [(one.entry.seq, one.was_there) for one in log.append_new(drafts)] == [(seq, False) for seq in range(1, 6)]
    assert [entry.record for entry in log.entries()] == [record for record, _ in films]
    # It is not validated, so that the table is what refuses it.
    monkeypatch.setattr("audit.log.database.appending.json_of", canonical_of_record)
    with pytest.raises(Exception, match="probability_range"):
        log.append_new([*drafts[:4], Draft(EntryKind.SCREENED, "ann", "film 4", _improbable(films[4][0]))])
    assert (log.count(), raw("SELECT count(*) FROM finding")) == (5, [(10,)])
    assert verify(log.path, deep=True).damage is None


def test_what_stands_already_is_told_and_not_appended(log: Log, record: FilmRecord) -> None:
    first = log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, unless=lambda: None)
    again = log.append(EntryKind.SCREENED, actor="b", subject="t", record=record, unless=lambda: log.entry(1))
    assert again == first
    assert log.count() == 1


def test_entries_can_be_asked_for_by_kind_and_place(log: Log, record: FilmRecord, refusal: FilmRecord) -> None:
    for _ in range(3):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
    assert [entry.seq for entry in log.entries(kinds=[EntryKind.REFUSED])] == [2, 4, 6]
    assert [entry.seq for entry in log.entries(kinds=[EntryKind.REFUSED, EntryKind.SCREENED], after=4)] == [5, 6]
    assert [entry.seq for entry in log.entries(until=3)] == [1, 2, 3]
    assert [entry.seq for entry in log.entries(kinds=[EntryKind.REFUSED], after=2, until=5)] == [4]


def test_a_log_refuses_another_thread(log: Log) -> None:
    caught: list[Exception] = []

    def count() -> None:
        try:
            log.count()
        except Exception as error:
            caught.append(error)

    thread = threading.Thread(target=count)
    thread.start()
    thread.join()
    assert "same thread" in str(caught[0])


def test_nothing_is_added_to_a_log_whose_end_is_damaged(written: Callable[[int], Path], raw: Callable[..., list[Any]]) -> None:
    file = written(3)
    raw("UPDATE entry SET actor = 'eve' WHERE seq = 2", forging=True)
    with pytest.raises(LogUnavailable, match=r"entry 2 was changed.*Nothing was written"):
        Log(file, writing=True)
    with Log(file, writing=False) as log:
        assert log.count() == 3


def test_nothing_is_added_to_a_log_whose_last_entries_are_gone(forged: Path, raw: Callable[..., list[Any]]) -> None:
    raw("DELETE FROM entry WHERE seq = 11", forging=True)
    with pytest.raises(LogUnavailable, match="last entries were cut off"):
        Log(forged, writing=True)


def test_a_blob_under_a_foreign_hash_is_found_by_a_deep_look(log: Log) -> None:
    """Names are made once a film, where the bytes are; the log does not hash them again."""
    record, blobs = screened_record(1)
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs=dict.fromkeys(blobs, b"maps"))
    damage = verify(log.path, deep=True).damage
    assert damage
    assert damage.kind is DamageKind.BLOB_EDITED


def test_entries_come_oldest_first_and_one_by_one(written: Callable[[int], Path], raw: Callable[..., list[Any]]) -> None:
    with Log(written(450), writing=False) as log:
        stream = log.entries()
        assert next(stream).seq == 1
        assert [entry.seq for entry in stream] == list(range(2, 451))
        assert log.count() == 450


def test_a_body_that_is_not_json_is_a_defect_and_nothing_is_written(log: Log, record: FilmRecord) -> None:
    with pytest.raises(ValueError, match="finite"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=replace(record, seconds=SecondsRecord(engine=float("nan"))))
    assert log.count() == 0


def test_a_projection_that_does_not_fit_takes_its_entry_with_it(log: Log, record: FilmRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entry, projections and blobs are one transaction."""
    monkeypatch.setattr("audit.log.database.appending.json_of", canonical_of_record)
    with pytest.raises(Exception, match="probability_range"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=_improbable(record))
    assert log.count() == 0


def _improbable(record: FilmRecord) -> FilmRecord:
    """What no network says, and no table takes."""
    assert record.findings
    return replace(record, findings=(record.findings[0], replace(record.findings[1], probability=1.5)))


def test_of_drafts_appended_together_each_sees_those_before_it(log: Log, record: FilmRecord) -> None:
    """Two of one film are one entry, and the others stand beside it in the same transaction."""
    drafts = [
        Draft(EntryKind.SCREENED, "ann", "s", record, unless=lambda: log.entry(1) if log.count() else None),
        Draft(EntryKind.SCREENED, "ann", "t", record, unless=lambda: log.entry(1) if log.count() else None),
        Draft(EntryKind.SCREENED, "ann", "u", record),
    ]
    appended = log.append_new(drafts)
    assert [(one.entry.seq, one.was_there) for one in appended] == [(1, False), (1, True), (2, False)]
    assert list(log.entries()) == [appended[0].entry, appended[2].entry]
    assert verify(log.path).damage is None
