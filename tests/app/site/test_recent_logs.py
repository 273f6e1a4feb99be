"""The logs last worked with are a comfort: they are kept for this person, and a list that cannot be read is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.site.person import data_folder
from app.site.recent_logs import MOST, MOST_OPENED, RecentLog, keep_recent, recent_logs


def test_the_last_one_stands_first_and_no_log_twice(tmp_path: Path) -> None:
    one, two = tmp_path / "胸部.db", tmp_path / "two.db"
    for log, films in ((one, "a"), (two, "b"), (one, "c")):
        keep_recent(log, "teaching", [tmp_path / films])
    assert recent_logs() == [RecentLog(one, "teaching", (tmp_path / "c",)), RecentLog(two, "teaching", (tmp_path / "b",))]


def test_few_are_kept_and_few_names_of_each(tmp_path: Path) -> None:
    for number in range(MOST + 3):
        keep_recent(tmp_path / f"{number}.db", "embedded", [tmp_path / f"{film}.dcm" for film in range(50)])
    kept = recent_logs()
    assert [one.log.name for one in kept] == [f"{number}.db" for number in range(MOST + 2, 2, -1)]
    assert {len(one.opened) for one in kept} == {MOST_OPENED}


def test_paths_hold_wherever_the_window_is_started_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keep_recent(Path("audit.db"), "embedded", [Path("films")])
    assert recent_logs() == [RecentLog(tmp_path / "audit.db", "embedded", (tmp_path / "films",))]


@pytest.mark.parametrize("text", ["", "no list", "[1]", '[{"log": "a.db"}]', '{"log": 1}', "[" * 100_000])
def test_a_list_that_cannot_be_read_is_none_and_is_replaced(text: str, tmp_path: Path) -> None:
    (data_folder() / "recent.json").write_text(text)
    assert recent_logs() == []
    keep_recent(tmp_path / "audit.db", "embedded", [])
    assert len(recent_logs()) == 1
