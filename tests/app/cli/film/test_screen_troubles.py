"""``screen`` where log, outputs or disk fail: it says so, and what was recorded before stands."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audit.log.database import connection
from audit.log.errors import LogUnavailable
from audit.log.store import Log
from tests.app.cli.film.written import lines_of
from tests.logs import films

Run = Callable[..., Any]


@pytest.fixture
def full_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log to which nothing more can be appended."""

    def full(*_: Any, **__: Any) -> None:
        raise LogUnavailable("The disk is full.")

    monkeypatch.setattr(Log, "append_new", full)


def test_a_file_that_is_no_log_is_reported_and_earlier_findings_stay(run: Run, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "audit.db").write_text("a letter" * 1000)
    earlier = '{"file": "film.dcm", "anatomy":null}\n'
    (tmp_path / "findings.json").write_text(earlier)
    ended = run("screen", folder, "--log", tmp_path / "audit.db", "--json", tmp_path / "findings.json")
    assert (ended.code, ended.err) == (1, "audit.db is not an audit log.\n")
    assert (tmp_path / "findings.json").read_text() == earlier


@pytest.mark.usefixtures("full_log")
def test_what_was_done_before_the_log_failed_is_in_the_json(run: Run, folder: Path, ready_log: Path, tmp_path: Path) -> None:
    (folder / "4.dcm").write_text("another one that is none")
    ended = run("screen", folder, "--log", ready_log, "--json", tmp_path / "out.json")
    assert (ended.code, ended.err) == (1, "The disk is full.\n")
    assert sorted(Path(record["file"]).name for record in lines_of(tmp_path / "out.json")) == ["1.dcm", "2.dcm", "3.dcm"]


@pytest.mark.usefixtures("full_log")
def test_neither_the_json_nor_the_last_checkpoint_hides_what_stopped_a_run(
    run: Run, folder: Path, ready_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unclosed(io.StringIO):
        def close(self) -> None:
            raise OSError(5, "Input/output error")

    def unsigned(*_: Any, **__: Any) -> None:
        raise LogUnavailable("The last entries cannot be signed.")

    (folder / "4.dcm").write_text("another one that is none")
    out, opened = tmp_path / "out.json", Path.open
    monkeypatch.setattr(Path, "open", lambda path, *how, **named: Unclosed() if path == out else opened(path, *how, **named))
    monkeypatch.setattr(Log, "checkpoint", unsigned)
    ended = run("screen", folder, "--log", ready_log, "--json", out)
    assert (ended.code, ended.err) == (1, f"{out} cannot be written: Input/output error.\nThe disk is full.\n")


def test_a_run_whose_last_entries_cannot_be_signed_ends_with_1(
    run: Run, folder: Path, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsigned(*_: Any, **__: Any) -> None:
        raise LogUnavailable("The last entries cannot be signed.")

    monkeypatch.setattr(Log, "checkpoint", unsigned)
    ended = run("screen", folder / "1.dcm", "--log", ready_log)
    assert (ended.code, ended.err) == (1, "The last entries cannot be signed.\n")
    assert "1 screened (1 undetermined), 0 refused, 0 failed" in ended.out


@pytest.mark.parametrize("option", ["--maps", "--json"])
def test_an_output_that_cannot_be_written_is_reported_before_the_work(
    run: Run, folder: Path, ready_log: Path, tmp_path: Path, option: str
) -> None:
    """A file where a folder is wanted, and the other way round."""
    out = tmp_path / "out"
    out.touch() if option == "--maps" else out.mkdir()
    ended = run("screen", folder / "1.dcm", "--log", ready_log, option, out, "--again")
    reason = "File exists" if option == "--maps" else "it is a folder"
    assert (ended.code, ended.out, ended.err) == (2, "", f"{out} cannot be written: {reason}.\n")
    assert len(films(ready_log)) == 3


def test_a_full_disk_is_reported_and_what_was_printed_before_stands(
    run: Run, folder: Path, tmp_path: Path, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database itself refuses to grow, in the middle of the list."""
    configure = connection._configure_writer

    def bounded(opened: Any, _: Any) -> None:
        configure(opened, _)
        (pages,) = opened.execute("PRAGMA page_count").fetchone()
        opened.execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(connection, "_configure_writer", bounded)
    more = [folder / f"{number}.txt" for number in range(100, 140)]
    for file in more:
        file.write_text(file.name)
    ended = run("screen", folder / "1.dcm", *more, "--log", ready_log, "--json", tmp_path / "out.json")
    assert ended.code == 1
    assert ended.err == "The audit log ready.db cannot grow: the disk is full. Nothing was written.\n"
    statuses = sorted(record["status"] for record in lines_of(tmp_path / "out.json"))
    assert statuses == ["refused"] * (len(statuses) - 1) + ["screened"]
    assert len(films(ready_log)) == 2 + len(statuses) < 40


def test_a_locked_log_is_reported(run: Run, folder: Path, ready_log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_BUSY_SECONDS", 0)
    with closing(sqlite3.connect(ready_log, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = run("screen", folder / "1.dcm", "--log", ready_log)
    assert ended.code == 1
    assert "has been locked by another program" in ended.err
    assert len(films(ready_log)) == 3


def test_a_log_of_a_newer_version_is_reported_and_left_alone(run: Run, folder: Path, ready_log: Path) -> None:
    with closing(sqlite3.connect(ready_log)) as other:
        other.execute("PRAGMA user_version = 999")
    before = ready_log.read_bytes()
    ended = run("screen", folder / "1.dcm", "--log", ready_log)
    assert ended.code == 1
    assert "is a log of a newer schema (999" in ended.err
    assert ready_log.read_bytes() == before


def test_a_log_that_may_not_be_written_is_reported_and_left_alone(
    run: Run, folder: Path, ready_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As SQLite says it; permissions are tried as an ordinary person in the log's own tests."""
    begin = connection._begin_writer

    def refusing(opened: Any) -> None:
        opened.exec_driver_sql("PRAGMA query_only = ON")
        begin(opened)
        opened.exec_driver_sql("CREATE TABLE t (x)")

    monkeypatch.setattr(connection, "_begin_writer", refusing)
    ended = run("screen", folder / "1.dcm", "--log", ready_log)
    assert ended.code == 1
    assert "ready.db is read-only. Nothing was written." in ended.err
    assert len(films(ready_log)) == 3


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are text there")
def test_a_name_that_is_no_text_is_written_and_read_again(run: Run, folder: Path, ready_log: Path, tmp_path: Path) -> None:
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/f\xfclm.dcm"))
    (folder / "1.dcm").rename(odd)
    ended = run("screen", odd, "--log", ready_log, "--json", tmp_path / "out.json")
    assert ended.code == 0
    assert "f\\udcfclm.dcm: screened" in ended.out
    (record,) = lines_of(tmp_path / "out.json")
    assert Path(record["file"]) == odd
