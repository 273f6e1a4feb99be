"""What is excluded, and what this program writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.batch.left_out import LeftOut, belongs_to_a_log, with_companions
from audit.log.store import Log
from models.reading.kinds import first_bytes


@pytest.mark.parametrize("pattern", ["c.dcm", "*.dcm", "b", "b/", "a/b", "a/b/*", "a/*.dcm", "a*"])
def test_a_pattern_matches_a_name_or_a_path_of_the_file_or_of_a_folder_around_it(pattern: str) -> None:
    assert LeftOut([pattern]).excludes("a/b/c.dcm")


@pytest.mark.parametrize("pattern", ["c", "b/c.dcm", "*.png", "/a", ""])
def test_a_pattern_matches_nothing_in_part(pattern: str) -> None:
    assert not LeftOut([pattern]).excludes("a/b/c.dcm")


def test_without_patterns_nothing_is_excluded() -> None:
    assert not LeftOut().excludes("a/b/c.dcm")


def test_an_output_is_told_through_links(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "maps")
    left_out = LeftOut(outputs=[tmp_path / "link", tmp_path / "new.json"])
    assert left_out.writes(str(tmp_path.resolve() / "maps"))
    assert left_out.writes(str(tmp_path.resolve() / "new.json"))
    assert not left_out.writes(str(tmp_path.resolve()))


def test_a_log_is_told_by_its_bytes_and_what_is_beside_it_by_its_name(tmp_path: Path) -> None:
    log = tmp_path / "audit.db"
    Log(log, writing=True).close()
    (tmp_path / "other.db").write_bytes(b"SQLite format 3\x00" + bytes(100))
    assert belongs_to_a_log(log, first_bytes(log))
    assert all(belongs_to_a_log(file, b"any") for file in with_companions(log)[1:])
    for name in ("other.db", "other.db-wal", "gone.db-wal"):
        assert not belongs_to_a_log(tmp_path / name, (tmp_path / "other.db").read_bytes())
