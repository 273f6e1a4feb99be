"""Films, films that are missing, and strangers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.batch.strangers import is_stranger
from app.export.pictures import save_labels
from models.reading.kinds import first_bytes

DICOM, PNG = bytes(128) + b"DICM", b"\x89PNG\r\n\x1a\n"
LFS, ANNEX = b"version https://git-lfs.github.com/spec/v1\noid sha256:12", b"/annex/objects/MD5E-s1--a"


@pytest.mark.parametrize("name", ["IM1", "film.dcm", "notes.txt", "1.2.840.7"])
@pytest.mark.parametrize("start", [DICOM, PNG])
def test_an_image_by_its_bytes_is_a_film_whatever_it_is_called(name: str, start: bytes) -> None:
    assert not is_stranger(name, start)


@pytest.mark.parametrize(
    "name", ["film.dcm", "film.DCM", "film.dicom", "film.png", "film.JPG", "film.jpeg", "film.tif", "film.tiff", "films.zip"]
)
@pytest.mark.parametrize("start", [b"<html>", b"", bytes(100), LFS, ANNEX, DICOM[:100]])
def test_what_was_to_be_a_film_by_its_name_is_missing_and_no_stranger(name: str, start: bytes) -> None:
    assert not is_stranger(name, start)


@pytest.mark.parametrize("name", ["IM1", "1.2.840.7", "film.", "notes.txt", "setup.exe", "Thumbs.db", "report.docx"])
@pytest.mark.parametrize("start", [b"<html>", bytes(132), b"MZ\x90", b"SQLite format 3\x00", b"PK\x03\x04", b"GIF89a", b"II"])
def test_any_other_file_is_a_stranger(name: str, start: bytes) -> None:
    assert is_stranger(name, start)


def test_a_map_or_mask_of_this_program_is_no_film_whatever_it_is_called(tmp_path: Path) -> None:
    save_labels(np.zeros((200, 200), np.uint8), tmp_path / "film.png", of="ab" * 32)
    assert is_stranger("film.png", first_bytes(tmp_path / "film.png"))


@pytest.mark.parametrize("start", [b"", LFS, ANNEX])
def test_where_the_content_is_not_there_a_name_that_says_nothing_may_be_a_films(start: bytes) -> None:
    """A medium names its films IM1, an archive by their UIDs; no film is called ages.tsv."""
    assert [is_stranger(name, start) for name in ("IM1", "1.2.840.7", "ages.tsv", "model.bin")] == [False, False, True, True]
