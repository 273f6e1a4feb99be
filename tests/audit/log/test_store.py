"""The log's verbs: what is appended stands, is linked, is found again and cannot be changed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from audit.log.chain.links import GENESIS
from audit.log.database.schema import examination, metadata
from audit.log.errors import DamagedEntry, LogUnavailable, NoSuchEntry
from audit.log.store import Draft, EntryKind, Log, Stored
from audit.log.verify.verify import verify
from audit.records.canonical import canonical
from tests.audit.log.conftest import screened_record

_TABLES = sorted(metadata.tables)
_APPENDER = """
import sys
from pathlib import Path
from audit.log.store import EntryKind, Log
record = {"status": "refused", "code": "blank", "reason": "", "code_version": "0", "parameters_sha256": "a" * 64,
          "radiograph": None, "classifier": None, "anatomy": None, "findings": None}
with Log(Path(sys.argv[1]), writing=True) as log:
    for number in range(int(sys.argv[3])):
        log.append(EntryKind.REFUSED, actor=sys.argv[2], subject=str(number), record=record)
"""

_ONCE = _APPENDER.replace(
    "log.append(", 'film = f"{number:064}"\n        record["radiograph"] = {"file_sha256": film}\n        log.append('
).replace("record=record)", 'record=record, unless=lambda: log.refused(file_sha256=film, code_version="0"))')


def test_what_is_appended_is_read_again(log: Log, record: dict[str, Any]) -> None:
    stored = log.append(EntryKind.SCREENED, actor="ann", subject="film", record=record)
    assert log.entry(1) == stored
    assert (stored.seq, stored.actor, stored.kind, stored.subject, stored.record) == (1, "ann", "screened", "film", record)


def test_what_append_returns_is_what_the_log_says(log: Log, record: dict[str, Any]) -> None:
    """A record told again is the same value as the record when it was new: tuples and whole numbers are as JSON has them."""
    stored = log.append(EntryKind.SCREENED, actor="a", subject="s", record=record | {"grid": (7, 7.0)})
    assert stored == log.entry(1)
    assert stored.record["grid"] == [7, 7]


def test_the_time_of_an_entry_is_utc(log: Log, refusal: dict[str, Any]) -> None:
    time = datetime.fromisoformat(log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).time_utc)
    assert time.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - time) < timedelta(hours=1)


def test_each_entry_names_the_hash_of_the_one_before(log: Log, refusal: dict[str, Any], raw: Callable[..., list[Any]]) -> None:
    stored = [log.append(EntryKind.REFUSED, actor="a", subject=str(n), record=refusal) for n in range(3)]
    rows = raw("SELECT seq, previous_hash FROM entry ORDER BY seq")
    assert rows == [(1, GENESIS), (2, stored[0].hash), (3, stored[1].hash)]


def test_the_body_is_stored_as_canonical_bytes_compressed(log: Log, record: dict[str, Any], raw: Callable[..., list[Any]]) -> None:
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
    assert [(zlib.decompress(body), kind) for body, kind in raw("SELECT body, typeof(body) FROM entry")] == [(canonical(record), "blob")]


def test_an_entry_of_no_film_has_no_projection(log: Log, raw: Callable[..., list[Any]]) -> None:
    log.append(EntryKind.SELF_CHECK, actor="a", subject="this installation", record={"passed": True, "sentence": "All passed."})
    assert raw("SELECT kind FROM entry") == [("self_check",)]
    assert raw("SELECT count(*) FROM examination") == [(0,)]


def test_two_runs_that_look_first_record_each_file_once(file: Path) -> None:
    """Looking and writing are one transaction, so nothing comes between."""
    runs = [subprocess.Popen([sys.executable, "-c", _ONCE, str(file), name, "100"]) for name in ("ann", "ben")]
    assert [run.wait() for run in runs] == [0, 0]
    with Log(file, writing=False) as log:
        entries = list(log.entries())
    assert sorted(int(entry.subject) for entry in entries) == list(range(100))
    assert verify(file).damage is None


def test_what_is_found_first_is_returned_instead(log: Log, refusal: dict[str, Any]) -> None:
    def known() -> Stored | None:
        return log.refused(file_sha256="f" * 64, code_version="0")

    first, second = (log.append(EntryKind.REFUSED, actor=name, subject="s", record=refusal, unless=known) for name in ("ann", "ben"))
    assert (second, first.actor, log.count()) == (first, "ann", 1)


def test_an_entry_that_is_not_there_is_told(log: Log) -> None:
    with pytest.raises(NoSuchEntry, match="no entry 7"):
        log.entry(7)


def test_a_log_reopened_goes_on_with_its_chain(written: Callable[[int], Path], refusal: dict[str, Any]) -> None:
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
    (row,) = raw("SELECT * FROM examination")
    assert dict(zip(examination.columns.keys(), row, strict=True)) == {
        "entry_seq": 1, "time_utc": stored.time_utc, "actor": "ann", "status": "screened", "code": None, "code_version": "0",
        "file_sha256": "b" * 64, "pixel_sha256": "3" * 64, "study_instance_uid": "1.2", "sop_instance_uid": "1.2.3.3",
        "patient_digest": "9" * 64, "view": "AP", "sex": "F", "age_band": "40-49", "manufacturer": "Maker 0", "model": "M",
        "station": "S", "institution": "Clinic", "classifier": "embedded", "classifier_sha256": "d" * 64, "lungs_sha256": "e" * 64,
        "parameters_sha256": "a" * 64, "verdict": None, "positives": 1, "decisions_lost": 1,
        "searchable": "1.2\n1.2.3.3\nmaker 0\nm\ns\nclinic\nembedded\nann",
    }  # fmt: skip
    assert raw("SELECT * FROM finding ORDER BY position") == [
        (1, 0, "Mass", -1.5, 0.1824, 0.1, 1, 0.625, 3.75, 1, None),
        (1, 1, "Nodule", -1.5, 0.1824, 0.5, 0, None, None, None, None),
    ]
    assert raw("SELECT * FROM blob_use ORDER BY role") == [(1, role, record["blobs"][role]["sha256"]) for role in ("lungs", "signed_maps")]


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


def test_a_blob_that_the_record_does_not_name_is_a_defect_and_nothing_is_written(log: Log, record: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="names its blobs"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs={sha256(b"maps").hexdigest(): b"maps"})
    assert log.count() == 0


def test_films_appended_together_stand_together_or_not_at_all(log: Log, raw: Callable[..., list[Any]]) -> None:
    films = [screened_record(number) for number in range(5)]
    drafts = [Draft(EntryKind.SCREENED, "ann", f"film {number}", *film) for number, film in enumerate(films)]
    assert log.append_many(drafts) == [1, 2, 3, 4, 5]
    assert [entry.record for entry in log.entries()] == [record for record, _ in films]
    films[4][0]["findings"][1]["probability"] = 1.5
    with pytest.raises(Exception, match="probability_range"):
        log.append_many(drafts)
    assert (log.count(), raw("SELECT count(*) FROM finding")) == (5, [(10,)])
    assert verify(log.path, deep=True).damage is None


def test_what_stands_already_is_told_and_not_appended(log: Log, record: dict[str, Any]) -> None:
    first = log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, unless=lambda: None)
    again = log.append(EntryKind.SCREENED, actor="b", subject="t", record=record, unless=lambda: log.entry(1))
    assert again == first
    assert log.count() == 1


def test_entries_can_be_asked_for_by_kind_and_place(log: Log, record: dict[str, Any], refusal: dict[str, Any]) -> None:
    for _ in range(3):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
    assert [entry.seq for entry in log.entries(kinds=[EntryKind.REFUSED])] == [2, 4, 6]
    assert [entry.seq for entry in log.entries(kinds=[EntryKind.REFUSED, EntryKind.SCREENED], after=4)] == [5, 6]


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


def test_a_blob_under_a_foreign_hash_is_a_defect_and_nothing_is_written(log: Log, record: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="own hash"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs={"0" * 64: b"maps"})
    assert log.count() == 0


def test_a_film_is_found_again_only_with_the_same_pixels_weights_lungs_and_parameters(log: Log, record: dict[str, Any]) -> None:
    first, second = (log.append(EntryKind.SCREENED, actor="a", subject=s, record=record) for s in "ab")
    key = {"pixel_sha256": "0" * 64, "classifier_sha256": "d" * 64, "lungs_sha256": "e" * 64, "parameters_sha256": "a" * 64}
    assert log.screened(**key, patient_digest=None, file_sha256="b" * 64) == second != first
    for name in key:
        assert log.screened(**key | {name: "7" * 64}, patient_digest=None, file_sha256="b" * 64) is None


def test_a_film_that_names_another_patient_is_another_film(log: Log, record: dict[str, Any]) -> None:
    key = {"pixel_sha256": "0" * 64, "classifier_sha256": "d" * 64, "lungs_sha256": "e" * 64, "parameters_sha256": "a" * 64}

    def of_patient(digest: str | None) -> Stored:
        radiograph = record["radiograph"] | {"patient_digest": digest}
        return log.append(EntryKind.SCREENED, actor="a", subject="s", record=record | {"radiograph": radiograph})

    of_nobody = of_patient(None)
    assert log.screened(**key, patient_digest="1" * 64, file_sha256="8" * 64) == of_nobody
    of_one, of_another = of_patient("1" * 64), of_patient("2" * 64)
    assert log.screened(**key, patient_digest="1" * 64, file_sha256="8" * 64) == of_one
    assert log.screened(**key, patient_digest=None, file_sha256="8" * 64) == of_another
    assert log.screened(**key, patient_digest="1" * 64, file_sha256="b" * 64) == of_another


def test_a_failed_film_is_not_found_as_screened(log: Log, record: dict[str, Any]) -> None:
    log.append(EntryKind.FAILED, actor="a", subject="s", record=record | {"status": "failed", "findings": None})
    key = {"pixel_sha256": "0" * 64, "classifier_sha256": "d" * 64, "lungs_sha256": "e" * 64, "parameters_sha256": "a" * 64}
    assert log.screened(**key, patient_digest=None, file_sha256="b" * 64) is None


def test_a_refused_file_is_found_again_by_the_version_that_refused_it(log: Log, refusal: dict[str, Any]) -> None:
    entry = log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
    assert log.refused(file_sha256="f" * 64, code_version="0") == entry
    assert log.refused(file_sha256="f" * 64, code_version="1") is None
    assert log.refused(file_sha256="0" * 64, code_version="0") is None


def test_entries_come_oldest_first_and_one_by_one(written: Callable[[int], Path], raw: Callable[..., list[Any]]) -> None:
    with Log(written(450), writing=False) as log:
        stream = log.entries()
        assert next(stream).seq == 1
        assert [entry.seq for entry in stream] == list(range(2, 451))
        assert log.count() == 450


def test_a_reader_left_in_the_middle_does_not_keep_the_writer_waiting(log: Log, refusal: dict[str, Any]) -> None:
    for n in range(3):
        log.append(EntryKind.REFUSED, actor="a", subject=str(n), record=refusal)
    with Log(log.path, writing=False) as reader:
        stream = reader.entries()
        next(stream)
        assert log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).seq == 4
        stream.close()


def test_two_processes_that_append_at_once_leave_one_chain_without_gaps(file: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", _APPENDER, str(file)]
    running = [subprocess.Popen([*command, name, "100"], stderr=subprocess.PIPE, text=True) for name in ("ann", "ben")]
    errors = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], errors
    assert (verify(file).entries, verify(file).damage) == (200, None)
    with Log(file, writing=False) as log:
        by = [(entry.actor, entry.subject) for entry in log.entries()]
    for name in ("ann", "ben"):
        assert [subject for actor, subject in by if actor == name] == [str(n) for n in range(100)]


def test_threads_with_logs_of_their_own_leave_one_chain(file: Path, refusal: dict[str, Any]) -> None:
    defects: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with Log(file, writing=True) as log:
                for n in range(20):
                    log.append(EntryKind.REFUSED, actor=name, subject=str(n), record=refusal)
        except BaseException as defect:
            defects.append(defect)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert defects == []
    assert (verify(file).entries, verify(file).damage) == (80, None)


def test_a_full_disk_is_told_and_nothing_is_half_written(log: Log) -> None:
    record, blobs = screened_record(1)
    log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs=blobs)
    with log._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # No page more than there is.
    large = b"x" * 200_000
    record["blobs"]["lungs"]["sha256"] = sha256(large).hexdigest()
    with pytest.raises(LogUnavailable, match=r"disk is full.*Nothing was written"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record, blobs={sha256(large).hexdigest(): large})
    found = verify(log.path, deep=True)
    assert (found.entries, found.damage) == (1, None)
    with Log(log.path, writing=False) as reader:
        assert reader.blob(sha256(large).hexdigest()) is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_write_that_the_system_refuses_is_told_and_nothing_is_half_written(file: Path) -> None:
    """A limit on the size of files stands for a quota or a failing disk."""
    script = _APPENDER.replace("with Log", "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))\nwith Log")
    ended = subprocess.run([sys.executable, "-c", script, str(file), "ann", "1000"], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "audit.log.errors.LogUnavailable" in ended.stderr
    found = verify(file)
    assert found.damage is None
    assert 0 < found.entries < 1000
    with Log(file, writing=True) as log:
        assert log.count() == found.entries


def test_a_body_that_is_not_json_is_a_defect_and_nothing_is_written(log: Log, record: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="nan"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record | {"seconds": float("nan")})
    assert log.count() == 0


def test_a_projection_that_does_not_fit_takes_its_entry_with_it(log: Log, record: dict[str, Any]) -> None:
    """Entry, projections and blobs are one transaction."""
    record["findings"][1]["probability"] = 1.5
    with pytest.raises(Exception, match="probability_range"):
        log.append(EntryKind.SCREENED, actor="a", subject="s", record=record)
    assert log.count() == 0
