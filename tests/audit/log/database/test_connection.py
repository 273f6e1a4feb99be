"""How a log is opened: durable, and nothing but a log of this schema."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audit.log.database.schema import SCHEMA
from audit.log.errors import LogError, LogUnavailable, NotALog
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.film import FilmRecord

_OPENER = """
import os, sys
from pathlib import Path
from audit.log.errors import LogError
from audit.log.store import Log
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65_534)
    os.setuid(65_534)
try:
    with Log(Path(sys.argv[1]), writing=sys.argv[2] == "writing") as log:
        print(log.count())
except LogError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents anybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def _as_ordinary_user(*arguments: str) -> str:
    """Open a log as a person to whom permissions apply, also when the tests are run by root."""
    return subprocess.run([sys.executable, "-c", _OPENER, *arguments], capture_output=True, text=True, check=True).stdout


def test_a_writer_is_durable_and_checks_foreign_keys(log: Log) -> None:
    """Write-ahead log, synchronous FULL: an entry that was told as written survives a power cut."""
    with log._engine.connect() as connection:
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert values == ["wal", 2, 1]


def test_a_new_log_says_what_it_is(log: Log, raw: Callable[..., list[Any]]) -> None:
    assert raw("PRAGMA application_id") == [(0x43585241,)]
    assert raw("PRAGMA user_version") == [(SCHEMA,)]


@pytest.mark.parametrize("name", ["a b.db", "50%20 #1?.db", "Röntgen.db", "it's.db"])
def test_a_log_may_have_any_name(tmp_path: Path, refusal: FilmRecord, name: str) -> None:
    with Log(tmp_path / name, writing=True) as log:
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
    assert (tmp_path / name).is_file()
    assert verify(tmp_path / name).entries == 1


def test_a_missing_log_is_told_and_not_made_by_a_reader(file: Path) -> None:
    with pytest.raises(NotALog, match=r"no audit log named audit\.db"):
        Log(file, writing=False)
    assert not file.exists()


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable, match="is the folder there"):
        Log(tmp_path / "missing" / "audit.db", writing=True)


@pytest.mark.parametrize("writing", [True, False])
def test_a_file_that_is_no_database_is_refused_and_left_alone(file: Path, *, writing: bool) -> None:
    file.write_bytes(b"This is a letter, not a log. " * 100)
    before = file.read_bytes()
    with pytest.raises(NotALog, match="is not an audit log"):
        Log(file, writing=writing)
    assert file.read_bytes() == before


@pytest.mark.parametrize("writing", [True, False])
def test_a_database_of_another_program_is_refused_and_left_alone(file: Path, raw: Callable[..., list[Any]], *, writing: bool) -> None:
    raw("CREATE TABLE song (title TEXT)", "INSERT INTO song VALUES ('So What')")
    before = file.read_bytes()
    with pytest.raises(NotALog, match="a database, but not an audit log"):
        Log(file, writing=writing)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("version", "sentence"),
    [(SCHEMA + 1, "a newer schema"), (99, "a newer schema"), (0, "an older, development schema"), (-1, "an older, development schema")],
)
@pytest.mark.parametrize("writing", [True, False])
def test_a_log_of_another_schema_is_refused(
    written: Callable[[int], Path], raw: Callable[..., list[Any]], version: int, sentence: str, *, writing: bool
) -> None:
    file = written(1)
    raw(f"PRAGMA user_version = {version}")
    with pytest.raises(NotALog, match=sentence):
        Log(file, writing=writing)


def test_a_log_whose_tables_are_gone_is_told_as_damaged(written: Callable[[int], Path], raw: Callable[..., list[Any]]) -> None:
    file = written(1)
    raw("DROP TABLE finding", "DROP TABLE film", "DROP TABLE entry", forging=True)
    with pytest.raises(LogUnavailable, match=r"is damaged: a table is missing\.$"):  # A reader wrote nothing anyway.
        verify(file)


def test_a_log_cut_off_in_the_middle_is_told(written: Callable[[int], Path]) -> None:
    file = written(60)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2])
    with pytest.raises(LogError):
        verify(file)


def test_a_log_locked_by_another_program_is_told(log: Log, refusal: FilmRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.log.database.connection._BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(log.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable, match=r"locked by another program.*Nothing was written"):
            Log(log.path, writing=True)
        assert verify(log.path).entries == 0
        other.execute("ROLLBACK")
    with Log(log.path, writing=True) as again:
        assert again.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal).seq == 1


def test_an_append_that_waits_too_long_is_told_and_writes_nothing(file: Path, refusal: FilmRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.log.database.connection._BUSY_SECONDS", 0.05)
    with Log(file, writing=True) as log, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable, match="locked"):
            log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
        other.execute("ROLLBACK")
        assert log.count() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_folder_without_permission_to_write_is_told(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    assert _as_ordinary_user(str(open_folder / "audit.db"), "writing").startswith("LogUnavailable The audit log audit.db cannot be opened")
    assert list(open_folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_log_without_permission_to_write_is_told(open_folder: Path) -> None:
    file = open_folder / "audit.db"
    Log(file, writing=True).close()
    file.chmod(0o444)
    assert _as_ordinary_user(str(file), "writing").startswith("LogUnavailable The audit log audit.db is read-only")


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_log_on_a_read_only_medium_is_read(open_folder: Path, refusal: FilmRecord) -> None:
    """The files of a write-ahead log cannot be made there, and nobody else writes."""
    file = open_folder / "audit.db"
    with Log(file, writing=True) as log:
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
    file.chmod(0o444)
    open_folder.chmod(0o555)
    assert _as_ordinary_user(str(file), "reading") == "1\n"
    assert [name.name for name in open_folder.iterdir()] == ["audit.db"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_log_whose_last_entries_are_in_a_file_beside_it_is_never_read_without_them(open_folder: Path, refusal: FilmRecord) -> None:
    """A copy of a log in use, as ``cp`` makes it, on a read-only medium: all entries, or a sentence."""
    with Log(open_folder / "audit.db", writing=True) as log:
        log.append(EntryKind.REFUSED, actor="a", subject="s", record=refusal)
        (open_folder / "copy").mkdir()
        for name in ("audit.db", "audit.db-wal"):
            shutil.copy(open_folder / name, open_folder / "copy")
    for part in (open_folder / "copy").iterdir():
        part.chmod(0o444)
    (open_folder / "copy").chmod(0o555)
    told = _as_ordinary_user(str(open_folder / "copy" / "audit.db"), "reading")
    assert told == "1\n" or "Copy both to a folder of your own" in told
    (open_folder / "copy").chmod(0o755)
