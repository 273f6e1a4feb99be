"""What a file is by its first bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from models.film.phantom_file import write_phantom
from models.reading.kinds import START, Kind, first_bytes, kind_of


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (bytes(128) + b"DICM", Kind.DICOM),
        (b"II*\x00" + bytes(124) + b"DICM", Kind.DICOM),
        (b"PK\x03\x04" + bytes(124) + b"DICM", Kind.DICOM),
        (b"DICM\x02\x00\x00\x00UL\x04\x00", Kind.DICOM),
        (b"\x89PNG\r\n\x1a\n", Kind.PICTURE),
        (b"\xff\xd8\xff\xe0", Kind.PICTURE),
        (b"II*\x00", Kind.PICTURE),
        (b"MM\x00+", Kind.PICTURE),
        (b"PK\x03\x04", Kind.ZIP),
        (b"PK\x05\x06", Kind.ZIP),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:", Kind.LFS_POINTER),
        (b"/annex/objects/SHA256E-s12--ab.dcm\n", Kind.ANNEX_POINTER),
        (b"../../.git/annex/objects/Xx/Yy/SHA256E-s12--ab.dcm", Kind.ANNEX_POINTER),
        (b"", Kind.EMPTY),
        (bytes(132), Kind.OTHER),
        (b"<!DOCTYPE html>", Kind.OTHER),
        (b"GIF89a", Kind.OTHER),
    ],
)
def test_a_kind_is_told_by_the_first_bytes(start: bytes, kind: Kind) -> None:
    assert kind_of(start) is kind


@pytest.mark.parametrize(
    "tag", [b"\x08\x00\x00\x00", b"\x08\x00\x05\x00", b"\x08\x00\x18\x00", b"\x08\x00\x20\x11", b"\x02\x00\x00\x00", b"\x02\x00\x10\x00"]
)
@pytest.mark.parametrize(
    "rest", [b"", b"U", b"CS\x0a\x00ISO_IR 100", b"\x0a\x00\x00\x00ISO_IR 100", b"SQ\x00\x00\xff\xff\xff\xff", b"\xff\xff\xff\xff"]
)
def test_a_file_without_preamble_begins_with_an_element_of_group_2_or_8(tag: bytes, rest: bytes) -> None:
    assert kind_of(tag + rest) is Kind.DICOM


@pytest.mark.parametrize("rest", [b"CS\x00\x0aISO_IR 100", b"\x00\x00\x00\x0aISO_IR 100"])
def test_a_file_without_preamble_may_be_big_endian(rest: bytes) -> None:
    assert kind_of(b"\x00\x08\x00\x05" + rest) is Kind.DICOM


@pytest.mark.parametrize(
    "start", [b"\x08\x00\x05\x00\x99\x99\x99\x99", b"\x02\x00\x00\x09\x04\x00\x00\x00", b"\x10\x00\x10\x00PN\x04\x00", b"\x08\x00"]
)
def test_other_numbers_are_no_element(start: bytes) -> None:
    assert kind_of(start) is Kind.OTHER


def test_no_more_than_the_first_bytes_is_read(tmp_path: Path) -> None:
    write_phantom(tmp_path / "film", 1, marked=False, size=256)
    start = first_bytes(tmp_path / "film")
    assert len(start) == START
    assert kind_of(start) is Kind.DICOM


def test_a_kind_is_told_without_decoders() -> None:
    """The window and the command line ask it of every file in a folder."""
    code = "import sys, app.batch.sources; print({'pydicom', 'PIL', 'torch', 'sqlalchemy'} & set(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).resolve().parents[3]
    )
    assert ended.stdout == "set()\n"
