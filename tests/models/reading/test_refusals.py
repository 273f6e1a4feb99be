"""Refusals: the guide explains each code, and nothing that is bundled with pydicom ends in anything but a film or a code."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import pydicom
import pytest
from pydicom import dcmread

from models.reading.dicom.quiet import quiet
from models.values.input_check import NotScreenedCode
from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

Either = Callable[[bytes], Radiograph | NotARadiograph]
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide.md"
BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"
FILES = sorted(path for path in BUNDLED.rglob("*") if path.is_file())

IN_THE_GUIDE: tuple[type[StrEnum], ...] = (RefusalCode, NotScreenedCode)


def test_the_guide_explains_every_code_and_no_other() -> None:
    section = GUIDE.read_text(encoding="utf-8").split("## Why a file is refused")[1].split("\n## ")[0]
    explained = re.findall(r"^\| `([a-z_]+)` \| \S.* \| \S.* \|$", section, re.MULTILINE)
    assert sorted(explained) == sorted(code.value for codes in IN_THE_GUIDE for code in codes)


@pytest.mark.parametrize("note", Note)
def test_every_note_is_a_sentence(note: Note) -> None:
    assert re.fullmatch(r"[A-Z].{20,}\.", note.sentence)


def test_pydicoms_files_are_bundled() -> None:
    assert len(FILES) > 100


def _said(found: Radiograph | NotARadiograph) -> str:
    if isinstance(found, NotARadiograph):
        assert re.fullmatch(r"[A-Z].{10,}; .+\.", found.sentence), found.sentence
        return found.code
    assert 0 <= found.pixels.min() < found.pixels.max() <= 1
    return "film"


def test_every_bundled_file_is_read_or_refused(either: Either) -> None:
    said = {path.name: _said(either(path.read_bytes())) for path in FILES}
    assert said["CT_small.dcm"] == RefusalCode.NOT_A_PROJECTION
    assert said["rtplan_truncated.dcm"] == RefusalCode.NOT_A_PROJECTION
    assert said["6154"] == RefusalCode.TOO_SMALL


def test_bundled_files_called_films_are_read_where_they_can_be(either: Either) -> None:
    """The same files as DX, so that they get as far as the decoders: every grey one of 128 pixels that is whole is a film."""
    endings: dict[str, str] = {}
    with quiet():
        for path in FILES:
            try:
                film = dcmread(path)
                film.Modality = "DX"
                file = io.BytesIO()
                film.save_as(file)
            except Exception:  # What pydicom cannot write again is no test of ours.
                continue
            endings[path.name] = _said(either(file.getvalue()))
    films = {name for name, said in endings.items() if said == "film"}
    assert films >= {
        "693_J2KI.dcm", "CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "JPEG-lossy.dcm", "JPGExtended.dcm", "JPEG2000.dcm",
        "examples_overlay.dcm", "image_dfl.dcm",
    }  # fmt: skip
    assert endings["JPEG2000-embedded-sequence-delimiter.dcm"] == RefusalCode.DAMAGED_PIXELS
    assert endings["examples_ybr_color.dcm"] == RefusalCode.SEVERAL_FRAMES
    assert endings["SC_rgb_jpeg_dcmtk.dcm"] == RefusalCode.TOO_SMALL
    assert endings["examples_rgb_color.dcm"] == RefusalCode.COLOUR
