"""The index of a medium: every file it names is meant, none outside its folder."""

from __future__ import annotations

from pathlib import Path

import pydicom
import pytest
from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian, MediaStorageDirectoryStorage

from app.batch.dicomdir import is_dicomdir, referenced_files
from app.batch.sources import FoundFilms, find_films
from models.film.phantom_file import write_phantom
from models.reading.kinds import first_bytes
from models.reading.read import read_radiograph
from models.values.refusal import NotARadiograph, RefusalCode


def _index(folder: Path, *files: list[str], syntax: UID = ExplicitVRLittleEndian) -> Path:
    """Write a DICOMDIR that names files."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID, dataset.file_meta.MediaStorageSOPInstanceUID = MediaStorageDirectoryStorage, UID("1.2.3")
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.FileSetID = "FILMS"
    dataset.DirectoryRecordSequence = []
    for parts in files:
        record = Dataset()
        record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", parts
        dataset.DirectoryRecordSequence.append(record)
    dcmwrite(folder / "DICOMDIR", dataset, enforce_file_format=True)
    return folder / "DICOMDIR"


def _films(paths: list[Path]) -> list[Path]:
    return list(find_films(paths).films)


def _code(path: Path) -> RefusalCode:
    with pytest.raises(NotARadiograph) as caught:
        read_radiograph(path)
    return caught.value.code


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_dicomdir_means_the_files_it_names_also_those_that_are_not_there(tmp_path: Path, syntax: UID) -> None:
    (tmp_path / "IMAGES").mkdir()
    (tmp_path / "IMAGES" / "FILM1").touch()
    dicomdir = _index(tmp_path, ["IMAGES", "FILM1"], ["IMAGES", "GONE"], ["FILM2"], syntax=syntax)
    assert is_dicomdir(dicomdir.name, first_bytes(dicomdir))
    assert not is_dicomdir("INDEX", first_bytes(dicomdir))
    assert _films([dicomdir]) == [tmp_path / "IMAGES" / "FILM1", tmp_path / "IMAGES" / "GONE", tmp_path / "FILM2"]
    assert _code(tmp_path / "IMAGES" / "GONE") == RefusalCode.NOT_FOUND


def test_names_are_found_as_the_system_spells_them(tmp_path: Path) -> None:
    """A medium writes upper case; what was copied from it is often lower case."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "film1").touch()
    assert referenced_files(_index(tmp_path, ["IMAGES", "FILM1"])) == [tmp_path / "images" / "film1"]


def test_an_index_of_more_files_than_a_medium_holds_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told as one file that cannot be read, and not in silence."""
    dicomdir = _index(tmp_path, *(["IMAGES", f"FILM{number}"] for number in range(4)))
    monkeypatch.setattr("app.batch.dicomdir._MOST_FILES", 3)
    assert _films([dicomdir]) == [dicomdir]


@pytest.mark.filterwarnings("ignore:Invalid value for VR")
@pytest.mark.parametrize("parts", [["..", "film"], ["A", "..", "..", "film"], ["/etc/passwd"], ["C:", "film"], ["", "film"]])
def test_nothing_outside_its_folder_is_read(tmp_path: Path, parts: list[str]) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    (tmp_path / "film").write_text("not to be read")
    (found,) = _films([_index(folder, parts)])
    assert _code(found) == RefusalCode.OUTSIDE_FOLDER


def test_a_link_beside_it_is_followed_and_what_it_leads_to_is_taken_once(tmp_path: Path) -> None:
    """A medium that was copied into a dataset of git-annex."""
    folder = tmp_path / "medium"
    folder.mkdir()
    write_phantom(tmp_path / "film", 1, marked=False, size=256)
    (folder / "FILM").symlink_to(tmp_path / "film")
    _index(folder, ["FILM"])
    assert _films([folder, tmp_path / "film"]) == [folder / "FILM"]


def test_what_it_names_is_a_film_though_it_be_none(tmp_path: Path) -> None:
    (tmp_path / "IMG1").write_text("not a film")
    (tmp_path / "READ.ME").write_text("of the viewer")
    _index(tmp_path, ["IMG1"])
    assert find_films([tmp_path]) == FoundFilms((tmp_path / "IMG1",), (tmp_path / "READ.ME",))


def test_what_it_names_can_be_excluded_by_name_and_by_folder(tmp_path: Path) -> None:
    dicomdir = _index(tmp_path, ["A", "ONE"], ["A", "TWO"], ["B", "THREE"])
    assert list(find_films([dicomdir], exclude=["TWO", "B"]).films) == [tmp_path / "A" / "ONE"]


def test_in_a_folder_it_adds_what_is_missing_and_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "FILM1").touch()
    (tmp_path / "UNLISTED").touch()
    _index(tmp_path, ["FILM1"], ["GONE"])
    assert _films([tmp_path]) == [tmp_path / name for name in ("FILM1", "GONE", "UNLISTED")]


def test_an_index_that_names_nothing_is_a_file_to_be_refused(tmp_path: Path) -> None:
    dicomdir = _index(tmp_path)
    assert _films([dicomdir]) == [dicomdir]


def test_an_index_cut_off_still_tells_what_it_can(tmp_path: Path) -> None:
    dicomdir = _index(tmp_path, ["FILM1"], ["FILM2"])
    data = dicomdir.read_bytes()
    dicomdir.write_bytes(data[: data.index(b"FILM2")])
    assert referenced_files(dicomdir) == [tmp_path / "FILM1"]


def test_the_index_that_pydicom_bundles_names_its_files() -> None:
    dicomdir = Path(pydicom.__file__).parent / "data" / "test_files" / "dicomdirtests" / "DICOMDIR"
    expected = [record for record in pydicom.dcmread(dicomdir).DirectoryRecordSequence if "ReferencedFileID" in record]
    assert [path.relative_to(dicomdir.parent).parts for path in referenced_files(dicomdir)] == [
        tuple(record.ReferencedFileID) for record in expected
    ]
