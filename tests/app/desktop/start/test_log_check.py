"""Which logs are gone is looked for by a thread that nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path

import pytest

from app.desktop.start.log_check import LogCheck


def test_those_that_are_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    told: list[Collection[Path]] = []
    done = threading.Event()
    LogCheck([tmp_path / "a.db", tmp_path / "b.db", tmp_path], lambda gone: (told.append(gone), done.set())[0])
    assert done.wait(10)
    assert told == [{tmp_path / "b.db", tmp_path}]


def test_a_drive_that_does_not_answer_holds_nothing_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, looked = threading.Event(), threading.Event()

    def is_file(_: Path) -> bool:
        looked.set()
        return answers.wait(10)

    monkeypatch.setattr(Path, "is_file", is_file)
    told: list[Collection[Path]] = []
    check = LogCheck([tmp_path / "a.db"], told.append)
    assert looked.wait(10)
    check.close()
    answers.set()
    assert told == []
