"""Numbers and texts out of elements of any VR: what is meant is read, what is nothing is unknown."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest

from models.reading.dataset.dataset import dataset_of
from models.reading.dataset.raw import bytes_of, numbers_in, texts
from models.reading.dataset.structure import structure_of
from models.reading.dicom.quiet import quiet
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import before_pixels, long, replaced, short
from tests.films import WEDGE

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
SPACING, ROWS, FRAMES, ALLOCATED = (0x28, 0x30), (0x28, 0x10), (0x28, 0x08), (0x28, 0x0100)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (b"0.7\\0.7 ", [0.7, 0.7]), (b"0,7\\0,7 ", [0.7, 0.7]), (b"0.7, 0.7", [0.7, 0.7]), (b"0.7,0.7 ", [0.7, 0.7]),
        (b"0,7;0,7 ", [0.7, 0.7]),
        (b"0.7/0.7 ", [0.7, 0.7]), (b"0.7mm\\0.7 mm", [0.7, 0.7]), (b"0.7MM\\0.7 MM", [0.7, 0.7]),
        (b"7e-1\\7E-1 ", [0.7, 0.7]), (b"+.7\\ 0.7", [0.7, 0.7]), (b"7\\", [7]),
        (b"0.7\\NaN ", [0.7]), (b"NaN\\NaN ", []), (b"inf ", []), (b"0x1\\0x1 ", []), (b"12\0\0\x8012", []), (b"0.7 cm", []), (b"", []),
        (b"abc ", []), (b"\\0.7", []), (b"1 2 ", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("representation", [b"DS", b"LO", b"ST", b"CS"])
def test_numbers_in_text_are_read_in_their_usual_spellings(text: bytes, wanted: list[float], representation: bytes, build: Build) -> None:
    with quiet():
        dataset = dataset_of(structure_of(before_pixels(build(), short(SPACING, representation, text)), most=10**9))
        assert numbers_in(dataset, "PixelSpacing") == pytest.approx(wanted)


PAIRS = {
    "FD": short(SPACING, b"FD", struct.pack("<2d", 0.7, 0.7)),
    "FL": short(SPACING, b"FL", struct.pack("<2f", 0.7, 0.7)),
    "OB": long(SPACING, b"OB", b"0.7\\0.7 "),
    "UN": long(SPACING, b"UN", b"0.7\\0.7 "),
    "UT": long(SPACING, b"UT", b"0.7\\0.7 "),
    "UT with a comma": long(SPACING, b"UT", b"0,7\\0,7 "),
    "US, of text": short(SPACING, b"US", b"0.7\\0.7 "),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_a_pixel_spacing_of_another_vr_is_read(kind: str, build: Build, read: Read) -> None:
    assert read(before_pixels(build(), PAIRS[kind])).header.pixel_spacing_mm == pytest.approx(0.7)


HEIGHTS = {
    "text": short(ROWS, b"US", b"210 "),
    "text of an odd length": short(ROWS, b"US", b"210"),
    "IS": short(ROWS, b"IS", b"210 "),
    "DS": short(ROWS, b"DS", b"210.0 "),
    "UL": short(ROWS, b"UL", struct.pack("<L", 210)),
    "SS": short(ROWS, b"SS", struct.pack("<h", 210)),
    "FD": short(ROWS, b"FD", struct.pack("<d", 210)),
    "OB": long(ROWS, b"OB", struct.pack("<H", 210)),
    "UN": long(ROWS, b"UN", struct.pack("<H", 210)),
    "LO of a number": short(ROWS, b"LO", struct.pack("<H", 210)),
    "two values": short(ROWS, b"US", struct.pack("<2H", 210, 200)),
}
NO_HEIGHTS = {
    "absent": b"",
    "empty": short(ROWS, b"US", b""),
    "of one byte": short(ROWS, b"US", b"\2"),
    "NaN": short(ROWS, b"DS", b"NaN "),
    "hexadecimal": short(ROWS, b"LO", b"0xD2"),
    "words": short(ROWS, b"LO", b"many"),
    "negative": short(ROWS, b"SS", struct.pack("<h", -210)),
    "zero": short(ROWS, b"US", b"\0\0"),
    "a sequence": long(ROWS, b"SQ", b""),
}


@pytest.mark.parametrize("kind", HEIGHTS)
def test_a_number_that_the_pixels_need_is_read_in_any_vr(kind: str, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(replaced(build(), ROWS, HEIGHTS[kind])).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("kind", NO_HEIGHTS)
def test_a_number_that_the_pixels_need_and_nobody_can_read_refuses_the_film(kind: str, build: Build, refused: Refused) -> None:
    refusal = refused(replaced(build(), ROWS, NO_HEIGHTS[kind]))
    assert refusal.code == RefusalCode.NO_PIXELS
    assert "no number of rows and columns" in refusal.sentence


@pytest.mark.parametrize("frames", [b"", b"0 ", b"1 ", b"01", b"1.0 ", b"1,0 ", b"-1", b"1\\1 ", b"abc ", b"  "])
def test_a_number_of_frames_that_is_not_two_is_one(frames: bytes, build: Build, read: Read) -> None:
    assert read(before_pixels(build(), short(FRAMES, b"IS", frames))).header.rows == 210


WRONG = {
    "orientation as US": short((0x20, 0x20), b"US", b"\1\0"),
    "orientation as a sequence": long((0x20, 0x20), b"SQ", b"L\\F "),
    "a sex of bytes": long((0x10, 0x40), b"OB", b"\1\2"),
    "an age as FD": short((0x10, 0x1010), b"FD", struct.pack("<d", 45)),
    "a view as AT": short((0x18, 0x5101), b"AT", b"\1\2\3"),
    "a maker as FL": short((0x08, 0x70), b"FL", b"\1\2\3"),
    "an institution as a name": short((0x08, 0x80), b"PN", b"A=B=C=D=E=F "),
    "a window as a sequence": long((0x28, 0x1050), b"SQ", b"garbage!") + long((0x28, 0x1051), b"SQ", b""),
    "a window of 3 bytes": short((0x28, 0x1050), b"US", b"\1\2\3") + short((0x28, 0x1051), b"US", b"\1\2\3"),
    "a padding value of 3 bytes": short((0x28, 0x120), b"US", b"\0\0\0"),
    "a padding value of words": short((0x28, 0x120), b"LO", b"none"),
    "a slope of words": short((0x28, 0x1052), b"DS", b"zero") + short((0x28, 0x1053), b"DS", b"one "),
    "a sign of 1 byte": short((0x28, 0x1041), b"SS", b"\1"),
    "a shape of bytes": short((0x2050, 0x20), b"US", b"\1\0"),
    "an identifier of letters": short((0x20, 0x0D), b"UI", b"hello world "),
    "a representation of words": short((0x28, 0x103), b"CS", b"none"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_only_recorded_or_shown_refuses_no_film(kind: str, build: Build, read: Read) -> None:
    film = read(before_pixels(build(drop=("PixelRepresentation", "StudyInstanceUID")), WRONG[kind]))
    np.testing.assert_allclose(film.pixels, WEDGE / 4095, atol=1e-6)
    assert (film.header.orientation, film.header.view, film.header.tags.sex, film.header.tags.manufacturer) == (None, None, None, None)


def test_bytes_are_those_of_the_file(build: Build) -> None:
    with quiet():
        dataset = dataset_of(structure_of(build(), most=10**9))
    assert bytes_of(dataset, "PixelData") == WEDGE.tobytes()
    assert bytes_of(dataset, "LUTData") is None
    assert texts(dataset, "PatientName") == []
