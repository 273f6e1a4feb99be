"""Which files a person means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.batch.sources import film_paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.dcm", "a.dcm", ".hidden", "z/1.dcm", "c/2.png", ".git/3.dcm", "c/.thumbs/4.png"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def _names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_means_all_below_it_in_order_of_name_without_what_is_hidden(folder: Path) -> None:
    assert _names(film_paths([folder]), folder) == ["a.dcm", "b.dcm", "c/2.png", "z/1.dcm"]


def test_files_stand_in_the_order_they_were_given(folder: Path) -> None:
    given = [folder / "z/1.dcm", folder / "a.dcm"]
    assert film_paths(given) == given


def test_a_hidden_file_that_is_named_is_meant(folder: Path) -> None:
    assert film_paths([folder / ".hidden"]) == [folder / ".hidden"]


def test_each_file_is_meant_once(folder: Path) -> None:
    assert _names(film_paths([folder / "b.dcm", folder, folder / "b.dcm"]), folder) == ["b.dcm", "a.dcm", "c/2.png", "z/1.dcm"]


def test_a_path_that_is_not_there_is_not_forgotten(folder: Path) -> None:
    assert film_paths([folder / "missing.dcm"]) == [folder / "missing.dcm"]


def test_a_folder_that_cannot_be_listed_is_not_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as a refusal, not in silence."""
    listed = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "c":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert _names(film_paths([folder]), folder) == ["a.dcm", "b.dcm", "c", "z/1.dcm"]


def test_nothing_means_nothing(tmp_path: Path) -> None:
    assert film_paths([]) == []
    assert film_paths([tmp_path]) == []
