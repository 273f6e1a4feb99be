"""Which files a person means."""

from __future__ import annotations

import os
import shutil
import sys
import time
import zipfile
from pathlib import Path

import pytest

from app.batch.sources import FoundFilms, find_films
from audit.log.store import Log
from models.film.phantom_file import write_phantom
from models.reading.read import read_radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.benchmarks.folders import links_of_two_levels, strangers_and_one_film


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.dcm", "a.dcm", ".hidden", "z/1.dcm", "c/2.png", ".git/3.dcm", "c/.thumbs/4.png"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def _films(paths: list[Path]) -> list[Path]:
    return list(find_films(paths).films)


def _names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def test_a_folder_means_all_below_it_in_order_of_name_without_what_is_hidden(folder: Path) -> None:
    assert _names(_films([folder]), folder) == ["a.dcm", "b.dcm", "c/2.png", "z/1.dcm"]


def test_files_stand_in_the_order_they_were_given(folder: Path) -> None:
    given = [folder / "z/1.dcm", folder / "a.dcm"]
    assert _films(given) == given


def test_a_hidden_file_that_is_named_is_meant(folder: Path) -> None:
    assert _films([folder / ".hidden"]) == [folder / ".hidden"]


def test_each_file_is_meant_once(folder: Path) -> None:
    assert _names(_films([folder / "b.dcm", folder, folder / "b.dcm"]), folder) == ["b.dcm", "a.dcm", "c/2.png", "z/1.dcm"]


def test_a_path_that_is_not_there_is_not_forgotten(folder: Path) -> None:
    assert _films([folder / "missing.dcm"]) == [folder / "missing.dcm"]


def test_a_path_that_may_not_be_looked_at_is_not_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder may not be entered, or its drive answers with an error."""

    def stat(path: str, *_: object, **__: object) -> object:
        raise PermissionError(13, "Permission denied", os.fspath(path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", stat)
        assert _films([folder / "a.dcm", folder]) == [folder / "a.dcm", folder]


def test_a_folder_that_cannot_be_listed_is_not_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends as a refusal, not in silence."""
    listed = os.scandir

    def scandir(path: str) -> object:
        if Path(path).name == "c":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert _names(_films([folder]), folder) == ["a.dcm", "b.dcm", "c", "z/1.dcm"]


def _code(path: Path) -> RefusalCode:
    with pytest.raises(NotARadiograph) as caught:
        read_radiograph(path)
    return caught.value.code


def test_links_to_files_and_folders_are_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in ("film.dcm", "more/film.png", "more/deep/film.tif"):
        (elsewhere / name).parent.mkdir(parents=True, exist_ok=True)
        (elsewhere / name).touch()
    (folder / "out.dcm").symlink_to(elsewhere / "film.dcm")
    (folder / "outside").symlink_to(elsewhere / "more")
    assert _names(_films([folder]), folder) == [
        "a.dcm", "b.dcm", "out.dcm", "c/2.png", "outside/film.png", "outside/deep/film.tif", "z/1.dcm",
    ]  # fmt: skip


def test_each_real_file_is_taken_once_and_loops_end(folder: Path) -> None:
    """By the first of its names; a link to nothing but itself cannot be read."""
    (folder / "a_twin.dcm").symlink_to(folder / "b.dcm")
    (folder / "c" / "round").symlink_to(folder)
    (folder / "c" / "there").symlink_to(folder / "z")
    (folder / "z" / "back").symlink_to(folder / "c")
    (folder / "c" / "self.dcm").symlink_to(folder / "c" / "self.dcm")
    assert find_films([folder]) == FoundFilms(
        tuple(folder / name for name in ("a.dcm", "a_twin.dcm", "c/2.png", "c/self.dcm", "c/there/1.dcm")), ()
    )
    assert _code(folder / "c" / "self.dcm") == RefusalCode.UNREADABLE


def test_a_link_to_a_folder_around_the_one_named_is_a_loop_and_is_counted(folder: Path) -> None:
    (folder / "c" / "up").symlink_to(folder.parent)
    (folder / "z" / "root").symlink_to("/")
    found = find_films([folder])
    assert _names(list(found.films), folder) == ["a.dcm", "b.dcm", "c/2.png", "z/1.dcm"]
    assert found.passed_over == (folder / "c" / "up", folder / "z" / "root")


def test_a_dataset_of_git_annex_is_read_and_what_was_not_fetched_is_said(tmp_path: Path) -> None:
    """Links into a hidden folder; a table that was not fetched is no film, an image that was not is one."""
    objects = tmp_path / ".git" / "annex" / "objects"
    objects.mkdir(parents=True)
    write_phantom(objects / "MD5E-s1--a.dcm", 1, marked=False, size=256)
    (tmp_path / "sub").mkdir()
    for name, key in (("sub/1.dcm", "MD5E-s1--a.dcm"), ("sub/2.dcm", "gone"), ("sub/IM3", "gone3"), ("sub/ages.tsv", "gone4")):
        (tmp_path / name).symlink_to(Path("..", ".git", "annex", "objects", key))
    found = find_films([tmp_path])
    assert _names(list(found.films), tmp_path) == ["sub/1.dcm", "sub/2.dcm", "sub/IM3"]
    assert found.passed_over == (tmp_path / "sub" / "ages.tsv",)
    read_radiograph(found.films[0])
    assert [_code(path) for path in found.films[1:]] == [RefusalCode.NOT_FETCHED] * 2


def test_links_to_nothing_are_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "notes").symlink_to(tmp_path / "gone")
    assert _films([tmp_path]) == [tmp_path / "notes"]
    assert _code(tmp_path / "notes") == RefusalCode.NOT_FOUND


def test_five_thousand_links_of_two_levels_are_found_in_a_moment(tmp_path: Path) -> None:
    """As DataLad makes them: a link to a folder, in which each film is a link; the time is that of ``tests/benchmarks/folders.py``."""
    made = links_of_two_levels(tmp_path, count=5000)
    started = time.perf_counter()
    found = find_films([made])
    assert (len(found.films), len(found.passed_over)) == (5000, 0)
    assert time.perf_counter() - started < 3


def test_one_film_among_two_thousand_strangers_is_found_in_a_moment(tmp_path: Path) -> None:
    made = strangers_and_one_film(tmp_path / "films", count=2000)
    started = time.perf_counter()
    found = find_films([made])
    assert (len(found.films), len(found.passed_over)) == (1, 2000)
    assert time.perf_counter() - started < 3


def test_a_link_that_is_named_is_meant(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "films"
    link.symlink_to(folder)
    assert _names(_films([link]), link) == ["a.dcm", "b.dcm", "c/2.png", "z/1.dcm"]
    file = link.with_name("film.dcm")
    file.symlink_to(folder / "a.dcm")
    assert _films([file]) == [file]


def _zip(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return path


def test_a_zip_means_its_members_named_or_in_a_folder(folder: Path) -> None:
    path = _zip(folder / "b.zip", "one.dcm", "two/three.dcm")
    assert _names(_films([path]), folder) == ["b.zip!one.dcm", "b.zip!two/three.dcm"]
    assert _names(_films([folder]), folder) == ["a.dcm", "b.dcm", "b.zip!one.dcm", "b.zip!two/three.dcm", "c/2.png", "z/1.dcm"]


def test_a_zip_is_told_by_its_bytes_where_it_is_named(folder: Path) -> None:
    """In a folder a report of an office program is a stranger, not a bundle."""
    path = _zip(folder / "b.docx", "one.dcm")
    assert _names(_films([path]), folder) == ["b.docx!one.dcm"]
    assert find_films([folder]).passed_over == (path,)


def test_strangers_in_a_zip_are_passed_over_and_a_zip_of_nothing_else_is_refused_where_it_is_named(folder: Path) -> None:
    _zip(folder / "b.zip", "one.dcm", "read.me", "two/IM1")
    strangers = _zip(folder / "c.zip", "read.me")
    found = find_films([folder])
    assert _names(list(found.films), folder) == ["a.dcm", "b.dcm", "b.zip!one.dcm", "c/2.png", "z/1.dcm"]
    assert _names(list(found.passed_over), folder) == ["b.zip!read.me", "b.zip!two/IM1", "c.zip!read.me"]
    assert _films([folder, strangers])[-1] == strangers
    assert _code(strangers) == RefusalCode.NOT_AN_IMAGE


@pytest.mark.parametrize("data", [b"PK\x03\x04 and nothing else", b"PK\x05\x06" + bytes(18), b"no zip at all"])
def test_an_archive_that_cannot_be_listed_is_a_file_to_be_refused(folder: Path, data: bytes) -> None:
    (folder / "b.zip").write_bytes(data)
    assert _films([folder / "b.zip"]) == [folder / "b.zip"]
    assert _code(folder / "b.zip") == RefusalCode.NOT_AN_IMAGE


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    for name in ("DICOMDIR", "a.zip", "film.dcm", "queue"):
        os.mkfifo(tmp_path / name)
    found = find_films([tmp_path])
    assert _names(list(found.films), tmp_path) == ["a.zip", "film.dcm"]
    assert _names(list(found.passed_over), tmp_path) == ["DICOMDIR", "queue"]
    assert {_code(path) for path in found.films} == {RefusalCode.UNREADABLE}
    assert _films([tmp_path / "queue"]) == [tmp_path / "queue"]


def test_strangers_are_passed_over_unless_they_are_named(tmp_path: Path) -> None:
    write_phantom(tmp_path / "IM1", 1, marked=False, size=256)
    for name in ("Thumbs.db", "__MACOSX/x", "report.pdf", "setup.exe", "VERSION"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("no image")
    found = find_films([tmp_path])
    assert found.films == (tmp_path / "IM1",)
    assert _names(list(found.passed_over), tmp_path) == ["Thumbs.db", "VERSION", "report.pdf", "setup.exe", "__MACOSX/x"]
    named = tmp_path / "report.pdf"
    for paths in ([tmp_path, named], [named, tmp_path]):
        found = find_films(paths)
        assert set(found.films) == {tmp_path / "IM1", named}
        assert named not in found.passed_over
        assert len(found.passed_over) == 4


def test_a_file_that_may_not_be_read_is_no_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report.pdf").touch()

    def closed(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("app.batch.sources.first_bytes", closed)
    assert _films([tmp_path]) == [tmp_path / "report.pdf"]


def test_what_is_excluded_is_neither_film_nor_stranger(folder: Path) -> None:
    _zip(folder / "b.zip", "one.dcm", "two/three.dcm")
    (folder / "read.me").write_text("of the viewer")
    exclude = ["c", "z/*", "b.dcm", "two", "*.me"]
    assert find_films([folder, folder / "b.dcm"], exclude=exclude) == FoundFilms((folder / "a.dcm", folder / "b.zip!one.dcm"), ())
    assert find_films([folder], exclude=["*"]) == FoundFilms((), ())


def test_outputs_are_left_out_below_a_folder_and_not_where_the_folder_itself_was_named(folder: Path) -> None:
    outputs = [folder / "c", folder / "a.dcm"]
    assert _names(list(find_films([folder], outputs=outputs).films), folder) == ["b.dcm", "z/1.dcm"]
    assert _names(list(find_films([folder / "c"], outputs=outputs).films), folder) == ["c/2.png"]


def test_logs_are_never_films_not_even_where_they_are_named(tmp_path: Path) -> None:
    """As a shell names them by ``films/*``: the log, what SQLite keeps beside it, and a backup of any name."""
    Log(tmp_path / "audit.db", writing=True).close()
    with Log(tmp_path / "audit.db", writing=True):
        named = sorted(tmp_path.iterdir())
        assert [path.name for path in named][1:] == ["audit.db-shm", "audit.db-wal"]
        shutil.copy(tmp_path / "audit.db", tmp_path / "backup")
        assert find_films([*named, tmp_path / "backup"]) == FoundFilms((), ())
        assert find_films([tmp_path]).films == ()


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names of files are text there")
def test_names_in_any_alphabet_and_in_none_are_meant(tmp_path: Path) -> None:
    names = ["Röntgenbild.dcm", "胸部.dcm", "צילום.dcm", os.fsdecode(b"f\xfclm.dcm"), "a\nb\x1b[31m.dcm", "🩻.dcm"]
    for name in names:
        (tmp_path / name).touch()
    assert sorted(path.name for path in _films([tmp_path])) == sorted(names)


def test_nothing_means_nothing(tmp_path: Path) -> None:
    assert _films([]) == []
    assert _films([tmp_path]) == []
