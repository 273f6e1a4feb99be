"""Zips: every member has a name and is read as it is, and nothing in an archive reaches further than its own bytes."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reading import archive
from models.reading.archive import inside, is_zip, member_names, member_starts, read_member, split
from models.reading.kinds import START
from models.values.refusal import NotARadiograph, RefusalCode

Zip = Callable[..., Path]
_MOST = 1_000_000


@pytest.fixture
def zipped(tmp_path: Path) -> Zip:
    """Make ``films.zip`` of names and bytes."""

    def make(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "films.zip"
        with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compression) as file:
            warnings.filterwarnings("ignore", message="Duplicate name")
            for name, data in members:
                file.writestr(name, data)
        return path

    return make


def _code(path: Path) -> RefusalCode | None:
    """Return why an archive's members are not all read, or None where they are."""
    try:
        for name in member_names(path):
            read_member(path, name, most=_MOST)
    except NotARadiograph as refusal:
        return refusal.code
    return None


def _refusal(path: Path, name: str, most: int = _MOST) -> NotARadiograph:
    with pytest.raises(NotARadiograph) as caught:
        read_member(path, name, most=most)
    assert caught.value.sentence.endswith(".")
    assert "film" not in caught.value.sentence.replace("films", "")
    return caught.value


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_is_read_as_it_is(zipped: Zip, compression: int) -> None:
    path = zipped(("folder/film.dcm", b"one"), ("Röntgen/膜.dcm", b"two"), compression=compression)
    assert member_names(path) == ["folder/film.dcm", "Röntgen/膜.dcm"]
    assert [read_member(path, name, most=_MOST) for name in member_names(path)] == [b"one", b"two"]


def test_the_path_of_a_member_leads_to_it(zipped: Zip) -> None:
    path = zipped(("folder/film.dcm", b"one"))
    assert split(inside(path, "folder/film.dcm")) == (path, "folder/film.dcm")
    assert inside(path, "folder/film.dcm").name == "film.dcm"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda name: not name.endswith("/")), max_size=6))
def test_each_member_has_a_name_of_its_own_and_its_path_leads_to_it(tmp_path_factory: pytest.TempPathFactory, names: list[str]) -> None:
    """Whatever it is called: names are only looked up, never made into files."""
    path = tmp_path_factory.mktemp("zips") / "films.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in dict.fromkeys(names):
            file.writestr(name, name)
    found = member_names(path)
    assert len(set(found)) == len(found)
    for name in found:
        assert split(inside(path, name)) == (path, name)
    assert _code(path) in {None, RefusalCode.OUTSIDE_FOLDER}


def test_two_members_of_one_name_are_both_read(zipped: Zip) -> None:
    path = zipped(("a.dcm", b"one"), ("a.dcm", b"two"))
    assert [read_member(path, name, most=_MOST) for name in member_names(path)] == [b"one", b"two"]


def test_folders_and_hidden_members_are_left_out(zipped: Zip) -> None:
    path = zipped(("folder/", b""), (".DS_Store", b"x"), ("__MACOSX/._a.dcm", b"x"), (".git/a.dcm", b"x"), ("a.dcm", b"x"))
    assert member_names(path) == ["a.dcm"]


@pytest.mark.parametrize(
    "name", ["../film.dcm", "a/../../film.dcm", "/etc/passwd", "..\\film.dcm", "\\film.dcm", "C:/film.dcm", "C:\\film.dcm"]
)
def test_a_member_that_names_itself_outside_is_refused(zipped: Zip, tmp_path: Path, name: str) -> None:
    (tmp_path / "film.dcm").write_text("not to be read")
    path = zipped((name, b"one"))
    (found,) = member_names(path)
    assert split(inside(path, found)) == (path, found)
    assert _refusal(path, found).code == RefusalCode.OUTSIDE_FOLDER


def test_an_archive_in_an_archive_is_refused(zipped: Zip) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as file:
        file.writestr("film.dcm", b"one")
    path = zipped(("inner.zip", inner.getvalue()))
    assert _refusal(path, "inner.zip").code == RefusalCode.NESTED_ARCHIVE


def test_an_encrypted_member_is_refused(zipped: Zip) -> None:
    path = zipped(("a.dcm", b"one"))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert _refusal(path, "a.dcm").code == RefusalCode.ENCRYPTED


def test_a_member_larger_than_a_film_is_refused(zipped: Zip) -> None:
    path = zipped(("a.dcm", b"x" * 2000))
    assert read_member(path, "a.dcm", most=2000) == b"x" * 2000
    assert _refusal(path, "a.dcm", most=1999).code == RefusalCode.TOO_LARGE


def test_a_member_that_unpacks_to_far_more_than_it_is_is_refused(zipped: Zip) -> None:
    path = zipped(("a.dcm", bytes(11_000_000)))
    assert _refusal(path, "a.dcm", most=1 << 30).code == RefusalCode.TOO_LARGE


def test_a_member_that_lies_about_its_size_gives_no_more_than_it_says(zipped: Zip) -> None:
    path = zipped(("a.dcm", bytes(5_000_000)))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(data)
    assert _refusal(path, "a.dcm").code == RefusalCode.TRUNCATED


@pytest.mark.parametrize("at", [0, 30, 60, 100, -5, -22, -40])
def test_a_damaged_archive_is_read_or_refused(zipped: Zip, at: int) -> None:
    path = zipped(("a.dcm", b"one" * 50))
    data = bytearray(path.read_bytes())
    data[at] ^= 0x55
    path.write_bytes(data)
    assert _code(path) in {None, RefusalCode.TRUNCATED, RefusalCode.OUTSIDE_FOLDER, RefusalCode.ENCRYPTED}


def test_an_archive_cut_off_is_refused(zipped: Zip) -> None:
    path = zipped(("a.dcm", b"one"))
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(NotARadiograph) as caught:
        member_names(path)
    assert caught.value.code == RefusalCode.TRUNCATED


def test_an_archive_that_lists_without_end_is_not_listed(zipped: Zip, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(*((f"{number}.dcm", b"") for number in range(100)))
    assert len(member_names(path)) == 100
    monkeypatch.setattr(archive, "_MOST_LISTING", 100 * 46)
    with pytest.raises(NotARadiograph):
        member_names(path)


def test_a_member_that_is_not_there_is_told(zipped: Zip) -> None:
    assert _refusal(zipped(("a.dcm", b"one")), "b.dcm").code == RefusalCode.NOT_FOUND


def test_an_archive_that_was_replaced_is_read_anew(zipped: Zip) -> None:
    path = zipped(("a.dcm", b"one"))
    assert read_member(path, "a.dcm", most=_MOST) == b"one"
    path = zipped(("a.dcm", b"another"))
    assert read_member(path, "a.dcm", most=_MOST) == b"another"


def test_what_stands_behind_the_mark_of_a_file_that_is_no_zip_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "DICOMDIR").write_text("an index")
    assert split(inside(tmp_path / "DICOMDIR", "../film.dcm")) == (tmp_path / "DICOMDIR", "../film.dcm")
    assert _refusal(tmp_path / "DICOMDIR", "../film.dcm").code == RefusalCode.OUTSIDE_FOLDER


def test_a_file_whose_name_has_the_mark_is_a_file(tmp_path: Path) -> None:
    for name in ("scan", "scan!.dcm", "wow!", "no!where"):
        (tmp_path / name).touch()
        assert split(tmp_path / name) is None
    assert split(tmp_path / "missing!.dcm") is None


def test_a_dicom_file_that_begins_like_a_zip_is_a_dicom_file(tmp_path: Path) -> None:
    (tmp_path / "film.zip").write_bytes(b"PK\x03\x04".ljust(128, b"\0") + b"DICM")
    assert not is_zip(tmp_path / "film.zip")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "films.zip")
    assert not is_zip(tmp_path / "films.zip")


def test_an_archive_of_more_members_than_a_person_means_is_not_listed(zipped: Zip, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(*((f"{number}.dcm", b"") for number in range(5)))
    assert len(member_names(path)) == 5
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 4)
    with pytest.raises(NotARadiograph) as caught:
        member_names(path)
    assert caught.value.code == RefusalCode.TRUNCATED


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_members_begin_as_they_are(zipped: Zip, compression: int) -> None:
    path = zipped(("a", b"one" * 100), ("b", b""), ("c", b"three"), compression=compression)
    assert member_starts(path, ["a", "b", "gone"]) == {"a": (b"one" * 100)[:START], "b": b""}


def test_no_bytes_are_had_where_they_may_cost_more_than_they_tell(zipped: Zip, tmp_path: Path) -> None:
    """A few bytes of bzip2 may be gigabytes; a name may lead out; what is deflated may be a bomb."""
    assert member_starts(zipped(("a", b"one"), compression=zipfile.ZIP_BZIP2), ["a"]) == {}
    assert member_starts(zipped(("../a", b"one"), ("b", bytes(20_000_000))), ["../a", "b"]) == {}
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    assert member_starts(tmp_path / "broken.zip", ["a"]) == {}
