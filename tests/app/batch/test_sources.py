"""Which files a person means."""

from __future__ import annotations

import os
import sys
import zipfile
from pathlib import Path

import pytest

from app.batch.sources import film_paths
from models.reading.read import read_radiograph
from models.values.refusal import NotARadiograph, RefusalCode


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


def test_a_path_that_may_not_be_looked_at_is_not_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder may not be entered, or its drive answers with an error."""

    def stat(path: str, *_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied", os.fspath(path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        assert film_paths([folder / "a.dcm", folder]) == [folder / "a.dcm", folder]


def test_a_folder_that_cannot_be_listed_is_not_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as a refusal, not in silence."""
    listed = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "c":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert _names(film_paths([folder]), folder) == ["a.dcm", "b.dcm", "c", "z/1.dcm"]


def _code(path: Path) -> RefusalCode:
    with pytest.raises(NotARadiograph) as caught:
        read_radiograph(path)
    return caught.value.code


def test_links_are_not_followed_out_of_the_folder_and_not_forgotten(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "film.dcm").write_text("not to be read")
    (folder / "out.dcm").symlink_to(elsewhere / "film.dcm")
    (folder / "outside").symlink_to(elsewhere)
    found = film_paths([folder])
    assert _names(found, folder) == ["outside!", "a.dcm", "b.dcm", "out.dcm!", "c/2.png", "z/1.dcm"]
    assert [_code(folder / name) for name in ("outside!", "out.dcm!")] == [RefusalCode.OUTSIDE_FOLDER] * 2


def test_links_within_the_folder_are_films_and_loops_end(folder: Path) -> None:
    (folder / "twin.dcm").symlink_to(folder / "a.dcm")
    (folder / "c" / "round").symlink_to(folder)
    (folder / "c" / "self.dcm").symlink_to(folder / "c" / "self.dcm")
    assert _names(film_paths([folder]), folder) == ["a.dcm", "b.dcm", "twin.dcm", "c/2.png", "c/self.dcm", "z/1.dcm"]
    assert _code(folder / "c" / "self.dcm") == RefusalCode.UNREADABLE


def test_a_link_that_is_named_is_meant(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "films"
    link.symlink_to(folder)
    assert _names(film_paths([link]), link) == ["a.dcm", "b.dcm", "c/2.png", "z/1.dcm"]
    file = link.with_name("film.dcm")
    file.symlink_to(folder / "a.dcm")
    assert film_paths([file]) == [file]


def _zip(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return path


def test_a_zip_means_its_members_named_or_in_a_folder(folder: Path) -> None:
    path = _zip(folder / "b.zip", "one.dcm", "two/three.dcm")
    assert _names(film_paths([path]), folder) == ["b.zip!one.dcm", "b.zip!two/three.dcm"]
    assert _names(film_paths([folder]), folder) == ["a.dcm", "b.dcm", "b.zip!one.dcm", "b.zip!two/three.dcm", "c/2.png", "z/1.dcm"]


def test_a_zip_is_told_by_its_bytes_where_it_is_named(folder: Path) -> None:
    """In a folder a report of an office program is one file, not a bundle."""
    path = _zip(folder / "b.docx", "one.dcm")
    assert _names(film_paths([path]), folder) == ["b.docx!one.dcm"]
    assert folder / "b.docx" in film_paths([folder])


@pytest.mark.parametrize("data", [b"PK\x03\x04 and nothing else", b"PK\x05\x06" + bytes(18), b"no zip at all"])
def test_an_archive_that_cannot_be_listed_is_a_file_to_be_refused(folder: Path, data: bytes) -> None:
    (folder / "b.zip").write_bytes(data)
    assert film_paths([folder / "b.zip"]) == [folder / "b.zip"]
    assert _code(folder / "b.zip") == RefusalCode.NOT_AN_IMAGE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    for name in ("DICOMDIR", "a.zip", "film.dcm"):
        os.mkfifo(tmp_path / name)
    found = film_paths([tmp_path])
    assert _names(found, tmp_path) == ["DICOMDIR", "a.zip", "film.dcm"]
    assert {_code(path) for path in found} == {RefusalCode.UNREADABLE}


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are text there")
def test_names_in_any_alphabet_and_in_none_are_meant(tmp_path: Path) -> None:
    names = ["Röntgenbild.dcm", "胸部.dcm", "צילום.dcm", os.fsdecode(b"f\xfclm.dcm"), "a\nb\x1b[31m.dcm", "🩻.dcm"]
    for name in names:
        (tmp_path / name).touch()
    assert sorted(path.name for path in film_paths([tmp_path])) == sorted(names)


def test_nothing_means_nothing(tmp_path: Path) -> None:
    assert film_paths([]) == []
    assert film_paths([tmp_path]) == []
