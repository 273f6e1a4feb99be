"""``log backup`` and ``log restore``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audit.log.verify.verify import verify
from audit.records.events import CopiedRecord
from tests.logs import films, last

Run = Callable[..., Any]


def test_a_backup_is_a_log_of_its_own_and_comes_back(run: Run, ready_log: Path, tmp_path: Path) -> None:
    copy, again = tmp_path / "copy.db", tmp_path / "again.db"
    ended = run("log", "backup", ready_log, "--out", copy)
    assert ended.code == 0
    assert ended.out.startswith(f"3 entries in {copy}, verified. Head ")
    backed_up = last(ready_log, "backed_up").record
    assert isinstance(backed_up, CopiedRecord)
    assert backed_up.entries == 3
    ended = run("log", "restore", copy, "--out", again)
    assert ended.code == 0, ended.err
    assert [entry.hash for entry in films(again)] == [entry.hash for entry in films(ready_log)]
    restored = last(again, "restored").record
    assert isinstance(restored, CopiedRecord)
    assert restored.head == verify(copy).head


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_copy_is_never_laid_over_anything(run: Run, ready_log: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "there").write_text("mine")
    ended = run("log", command, ready_log, "--out", tmp_path / "there")
    assert (ended.code, ended.out) == (1, "")
    assert "already" in ended.err
    assert (tmp_path / "there").read_text() == "mine"
