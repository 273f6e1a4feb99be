"""Logs, keys and folders that the commands on the log cannot use, or can only read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.site.person import MOVES_DATA_FOLDER, data_folder
from audit.log.store import Log

Run = Callable[..., Any]


@pytest.mark.parametrize("command", [["show"], ["export", "--out", "out.csv"]])
def test_a_log_that_is_read_only_is_read_and_left_as_it_is(
    run: Run, ready_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    ready_log.chmod(0o444)
    before = ready_log.read_bytes()
    ended = run("log", command[0], ready_log, *command[1:])
    assert ended.code == 0
    assert ended.err == f"This {'reading' if command == ['show'] else 'export'} is not in the log. ready.db is read-only.\n"
    assert ended.out
    assert ready_log.read_bytes() == before


def test_without_a_key_a_log_is_read_and_not_written_to(run: Run, ready_log: Path, tmp_path: Path) -> None:
    (data_folder() / "signing.key").write_text("no key")
    ended = run("log", "show", ready_log)
    assert (ended.code, [line.split()[0] for line in ended.out.splitlines()]) == (0, ["1", "2", "3"])
    sentence = f"The file {data_folder() / 'signing.key'} holds no key. Put a copy of it back, or move it away, and a new key is made.\n"
    assert ended.err == f"This reading is not in the log. {sentence}"
    for command in (["screen", tmp_path / "missing", "--log", ready_log], ["log", "backup", ready_log, "--out", tmp_path / "copy.db"]):
        ended = run(*command)
        assert (ended.code, ended.err) == (1, sentence)
    with Log(ready_log, writing=False) as log:
        assert log.count() == 3


def test_a_data_folder_that_cannot_be_made_is_reported(run: Run, ready_log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").touch()
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    ended = run("log", "show", ready_log)
    assert (ended.code, [line.split()[0] for line in ended.out.splitlines()]) == (0, ["1", "2", "3"])
    assert ended.err.startswith("This reading is not in the log. ")
    for command in (
        ["show", ready_log, "--file", "x"],
        ["backup", ready_log, "--out", tmp_path / "c"],
        ["restore", ready_log, "--out", tmp_path / "r"],
    ):
        ended = run("log", *command)
        assert ended.code == 1
        folder = tmp_path / "home" / "cxr-audit"
        assert ended.err.startswith(f"Your data folder {folder} cannot be used: Not a directory. It holds your keys")
        assert MOVES_DATA_FOLDER in ended.err


@pytest.mark.parametrize("command", [["show"], ["verify"], ["head"], ["export", "--out", "out.csv"], ["backup", "--out", "copy.db"]])
def test_a_file_that_is_no_log_is_reported(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter").write_text("a letter" * 1000)
    for name, sentence in (("letter", "letter is not an audit log."), ("missing", "There is no audit log named missing.")):
        ended = run("log", command[0], name, *command[1:])
        assert (ended.code, ended.err) == (1, f"{sentence}\n")
    assert [file.name for file in tmp_path.iterdir()] == ["letter"]
