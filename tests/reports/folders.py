"""Folders, media and archives of public reports. Each maker fills a folder and returns what a person would name."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from pydicom import Dataset, dcmwrite
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

from tests.reports.films import plain

Maker = Callable[[Path], Path]
FOLDERS: dict[str, Maker] = {}


def folder(maker: Maker) -> Maker:
    """Enter a maker under its name."""
    FOLDERS[maker.__name__.replace("_", "-")] = maker
    return maker


def _write(path: Path, data: bytes | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(plain() if data is None else data)
    return path


def _index(*files: list[str]) -> bytes:
    """Return a DICOMDIR that names files."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID, dataset.file_meta.MediaStorageSOPInstanceUID = MediaStorageDirectoryStorage, UID("1.2.3")
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.FileSetID, dataset.DirectoryRecordSequence = "FILMS", []
    dataset.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 22
    dataset.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 22
    for parts in files:
        record = Dataset()
        record.OffsetOfTheNextDirectoryRecord, record.OffsetOfReferencedLowerLevelDirectoryEntity = 22, 0
        record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", parts
        dataset.DirectoryRecordSequence.append(record)
    file = io.BytesIO()
    dcmwrite(file, dataset, enforce_file_format=True)
    return file.getvalue()


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return path


@folder
def medium_whose_films_have_an_ending(tmp: Path) -> Path:
    """The index names FILM1, the file is FILM1.dcm."""
    _write(tmp / "IMAGES" / "FILM1.dcm")
    return _write(tmp / "DICOMDIR", _index(["IMAGES", "FILM1"]))


@folder
def index_whose_offsets_lead_nowhere(tmp: Path) -> Path:
    _write(tmp / "FILM1")
    return _write(tmp / "DICOMDIR", _index(["FILM1"]))


@folder
def index_sent_without_its_films(tmp: Path) -> Path:
    return _write(tmp / "DICOMDIR", _index(["IMAGES", "FILM1"]))


@folder
def film_called_like_an_index(tmp: Path) -> Path:
    return _write(tmp / "DICOMDIR")


@folder
def folder_called_like_an_index(tmp: Path) -> Path:
    _write(tmp / "DICOMDIR" / "ST1" / "FILM1")
    return tmp


@folder
def endings_in_capitals(tmp: Path) -> Path:
    _write(tmp / "FILE08.DCM")
    return tmp


@folder
def numbers_for_names(tmp: Path) -> Path:
    for name in ("11706606", "11707156"):
        _write(tmp / name)
    return tmp


@folder
def path_beyond_260_signs(tmp: Path) -> Path:
    _write(tmp.joinpath(*["x" * 120] * 3) / "film.dcm")
    return tmp


@folder
def accents_in_parts(tmp: Path) -> Path:
    """Two folders that look alike: one with letters of one piece, one with accents of their own."""
    for form in ("NFC", "NFD"):
        _write(tmp / unicodedata.normalize(form, "tête") / "film.dcm")
    return tmp


@folder
def drive_that_breaks_off(tmp: Path) -> Path:
    """A file that can be opened and gives an error when it is read."""
    (tmp / "film.dcm").symlink_to("/proc/self/mem")
    return tmp / "film.dcm"


@folder
def one_damaged_among_many(tmp: Path) -> Path:
    for name in ("a.dcm", "c.dcm"):
        _write(tmp / name)
    _write(tmp / "b.dcm", plain()[:60_000])
    return tmp


@folder
def one_identifier_for_two_films(tmp: Path) -> Path:
    _write(tmp / "a.dcm")
    _write(tmp / "b.dcm", plain(PatientID="ANOTHER", SeriesDescription="anew"))
    return tmp


@folder
def zip_with_an_index_in_a_folder(tmp: Path) -> Path:
    return _zip(tmp / "cd.zip", {"CD/DICOMDIR": _index(["IMAGES", "FILM1"]), "CD/IMAGES/FILM1": plain()})


@folder
def zip_with_names_of_an_old_alphabet(tmp: Path) -> Path:
    """Portuguese names as Windows wrote them before Unicode."""
    path = _zip(tmp / "exame.zip", {"torax_a.dcm": plain()})
    data = path.read_bytes().replace(b"torax_a", "tórax_ã".encode("cp850"))
    path.write_bytes(data)
    return path


@folder
def zip_whose_names_are_no_unicode(tmp: Path) -> Path:
    """The archive says that its names are in UTF-8, and they are not."""
    path = _zip(tmp / "films.zip", {"f\u00fclm.dcm": plain()})
    path.write_bytes(path.read_bytes().replace("f\u00fclm".encode(), b"f\xff\xfelm"))
    return path


@folder
def zip_with_one_wrong_checksum(tmp: Path) -> Path:
    path = _zip(tmp / "films.zip", {"a.dcm": plain(), "b.dcm": plain(SeriesDescription="anew")})
    data = bytearray(path.read_bytes())
    data[60_000] ^= 0xFF
    path.write_bytes(data)
    return path


@folder
def zip_with_backslashes(tmp: Path) -> Path:
    path = _zip(tmp / "films.zip", {"CD/IMAGES/FILM1.dcm": plain()})
    path.write_bytes(path.read_bytes().replace(b"CD/IMAGES/FILM1", b"CD\\IMAGES\\FILM1"))
    return path


def name_of(path: Path, named: Path) -> str:
    """Return how the catalogue calls a film: its path below what was named, without folders whose names are very long."""
    root = named if named.is_dir() else named.parent
    return "/".join(part for part in path.relative_to(root).parts if len(part) < 100)
