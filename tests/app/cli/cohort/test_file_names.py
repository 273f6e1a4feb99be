"""Names of files in a table, and what the log knows them by."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from app.cli.cohort.file_names import FileNames
from app.site.keys import path_digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Films of two names in three folders; each holds its own path. What a table names lies elsewhere."""
    for name in ("one/a.dcm", "two/a.dcm", "two/b.dcm"):
        (tmp_path / "films" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "films" / name).write_text(name)
    return tmp_path / "films"


def _held(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def test_beside_the_table_names_are_paths(tmp_path: Path) -> None:
    """Also of films that are there no longer, in folders, and as Windows writes them; no file is read."""
    table = tmp_path / "labels.csv"
    found = FileNames(table, None)(["a.dcm", "one/b.dcm", "one\\b.dcm", "a\0", ""], set())
    below = {path_digest(tmp_path / "one" / "b.dcm")}
    assert found == {"a.dcm": {path_digest(tmp_path / "a.dcm")}, "one/b.dcm": below, "one\\b.dcm": below}


def test_films_that_the_log_does_not_know_by_path_are_known_by_what_they_hold(folder: Path) -> None:
    """The table names them by path, by name, and by a name without its ending."""
    known = path_digest(folder / "two/b.dcm")
    found = FileNames(folder.parent / "labels.csv", folder)(["one/a.dcm", "b.dcm", "b", "c.dcm"], {known})
    assert found["one/a.dcm"] == {path_digest(folder / "one/a.dcm"), _held("one/a.dcm")}
    assert found["b.dcm"] == {path_digest(folder / "b.dcm"), known}
    assert found["b"] == {path_digest(folder / "b"), known}
    assert found["c.dcm"] == {path_digest(folder / "c.dcm")}


def test_one_name_in_two_folders_may_be_either(folder: Path) -> None:
    found = FileNames(folder.parent / "labels.csv", folder)(["a.dcm"], set())
    assert found["a.dcm"] == {path_digest(folder / "a.dcm"), _held("one/a.dcm"), _held("two/a.dcm")}
