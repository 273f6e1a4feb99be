"""``selfcheck``: a table, an exit code and one entry of the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import app.cli.site.selfcheck
from app.selfcheck.check import Item
from audit.log.store import EntryKind, Log
from audit.log.verify.verify import verify
from audit.records.events import SelfCheckRecord


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the command a check that ends as wanted; what is checked is tested elsewhere."""

    def use(*items: Item) -> None:
        monkeypatch.setattr(app.cli.site.selfcheck, "self_check", lambda pool, kept: iter(items))

    return use


def test_a_failure_ends_with_1_and_stands_in_the_log(run: Any, stub: Any, tmp_path: Path) -> None:
    stub(Item("RLE Lossless", True, 0.0, 1e-6), Item("lungs, phantom plain", False, 0.1, 0.0005, device="cpu"))
    ended = run("selfcheck", "--log", tmp_path / "audit.db")
    assert ended.code == 1
    assert [line.split()[0] for line in ended.out.splitlines()[:2]] == ["pass", "FAIL"]
    assert "1 of 2 checks failed: lungs, phantom plain. Entry 1" in ended.out
    with Log(tmp_path / "audit.db", writing=False) as log:
        (entry,) = log.entries(kinds=[EntryKind.SELF_CHECK])
    assert (entry.kind, entry.subject) == ("self_check", "this installation")
    assert isinstance(entry.record, SelfCheckRecord)
    assert (entry.record.passed, entry.record.device) == (False, "cpu")
    assert verify(tmp_path / "audit.db").damage is None


def test_when_all_passes_the_code_is_0(run: Any, stub: Any, tmp_path: Path) -> None:
    stub(Item("RLE Lossless", True, 0.0, 1e-6))
    ended = run("selfcheck", "--log", tmp_path / "audit.db")
    assert (ended.code, "All 1 checks passed. Entry 1" in ended.out) == (0, True)


def test_a_log_that_cannot_be_opened_is_reported_before_anything_is_checked(run: Any, stub: Any, tmp_path: Path) -> None:
    stub()
    (tmp_path / "audit.db").write_text("something else, that is long enough to be taken for a database" * 20)
    ended = run("selfcheck", "--log", tmp_path / "audit.db")
    assert (ended.code, ended.err) == (1, "audit.db is not an audit log.\n")
