"""Elements that nobody needs: whatever their VR or length, the film behind them is read."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.reading.dataset.elements import Element, element_at, leads_on, true_end
from models.reading.dataset.encoding import encoded
from models.reading.dataset.structure import structure_of
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import ALL, ITEM, ITEM_END, PIXELS, SEQUENCE_END, before, before_pixels, implicit, long, pixels_at, short
from tests.films import WEDGE

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
CREATOR = short((9, 0x10), b"LO", b"MAKERS")
PRIVATE, SEQUENCE = (9, 0x1001), (0x0008, 0x1140)
IDENTIFIER, COLUMNS = (0x10, 0x20), (0x28, 0x11)
UNKNOWN = (b"ZZ", b"XX", b"??", b"\0\0", b"  ", b"lo", b"Xx", b"1A", b"--", b"\xff\xff")

ODD = {
    "US of 3 bytes": short((0x28, 0x0106), b"US", b"\1\0\0"),
    "US of 1 byte": short((0x28, 0x0106), b"US", b"\1"),
    "AT of 3 bytes": short((0x28, 0x0009), b"AT", b"\1\0\0"),
    "FD of 6 bytes": short((0x29, 0x1001), b"FD", b"\0" * 6),
    "SL of 2 bytes": short((0x29, 0x1001), b"SL", b"\0" * 2),
    "FL as text": short((0x29, 0x1001), b"FL", b"12.5mm"),
    "IS as text": short((0x29, 0x1001), b"IS", b"1a"),
    "DS with a nul": short((0x29, 0x1001), b"DS", b"12\0\0\x8012"),
    "a date as US": short((0x29, 0x1001), b"DA", b"\1\0"),
    "a long form for LO": long((0x29, 0x1001), b"LO", b"abcd"),
    "a short form for OB": short((0x29, 0x1001), b"OB", b"abcd"),
    "a short form for UT": short((0x29, 0x1001), b"UT", b"abcd"),
    "bytes of undefined length": long((0x29, 0x1001), b"OB", b"abcdef", ALL),
    "a text of undefined length": long((0x29, 0x1001), b"UT", b"abcdef", ALL),
    "an unknown of undefined length": long((0x29, 0x1001), b"UN", b"abcdef", ALL),
    "a sequence of bytes of undefined length": long((0x29, 0x1001), b"SQ", b"abcdef", ALL),
    "nothing of undefined length": long((0x29, 0x1001), b"OB", b"", ALL) + implicit(SEQUENCE_END, b""),
    "no VR": implicit((0x29, 0x1001), b"abcdef"),
    "a sequence of bytes": long((0x29, 0x1001), b"SQ", b"garbage!"),
    "a length that leaves out the padding": struct.pack("<HH2sH", 0x29, 0x1001, b"LO", 3) + b"abc ",
    "a length far too great": struct.pack("<HH2sH", 0x29, 0x1001, b"LO", 60_000) + b"abcd",
    "a group's length that is wrong": short((0x28, 0), b"UL", struct.pack("<L", 999_999)),
    "an empty creator": short((0x29, 0x10), b"LO", b"") + short((0x29, 0x1001), b"LO", b"abcd"),
    "an item's end without an item": implicit(ITEM_END, b""),
    "a sequence's end without a sequence": implicit(SEQUENCE_END, b""),
}


def _is_the_wedge(film: Radiograph) -> bool:
    return film.pixels.shape == WEDGE.shape and bool(np.abs(film.pixels - WEDGE / 4095).max() < 1e-6)


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_element_that_nobody_needs_stops_nothing(kind: str, build: Build, read: Read) -> None:
    assert _is_the_wedge(read(before_pixels(build(), ODD[kind])))


@pytest.mark.parametrize("representation", UNKNOWN, ids=repr)
@pytest.mark.parametrize("form", [short, long])
@pytest.mark.parametrize("value", [b"", b"abcd"])
def test_an_unknown_vr_is_skipped_whichever_length_it_has(
    representation: bytes, form: Callable[..., bytes], value: bytes, build: Build, read: Read
) -> None:
    """PS3.5 6.2 and 7.1.2: in the header, twice in a row, and just before the pixels."""
    one, other = form(PRIVATE, representation, value), form((9, 0x1002), representation, value + b"xy")
    assert _is_the_wedge(read(before(build(), IDENTIFIER, CREATOR + one + other)))
    assert _is_the_wedge(read(before_pixels(build(), form((0x29, 0x1001), representation, value))))


OPEN = long(SEQUENCE, b"SQ", b"", ALL)
END = implicit(SEQUENCE_END, b"")
_INSIDE = short((0x0008, 0x1150), b"UI", b"1.2\0")
SEQUENCES = {
    "never closed, without an item": OPEN,
    "never closed, with an item": OPEN + implicit(ITEM, _INSIDE),
    "never closed, nor its item": OPEN + implicit(ITEM, _INSIDE, ALL),
    "closed, but not its item": OPEN + implicit(ITEM, _INSIDE, ALL) + END,
    "not closed, but its item": OPEN + implicit(ITEM, _INSIDE, ALL) + implicit(ITEM_END, b""),
    "an item longer than it": long(SEQUENCE, b"SQ", implicit(ITEM, b"\0" * 4, 400)),
    "longer than the file": long(SEQUENCE, b"SQ", implicit(ITEM, b""), 10**7),
    "longer than it is": long(SEQUENCE, b"SQ", implicit(ITEM, b""), 40),
    "of unknown VR, its items implicit": long(PRIVATE, b"UN", implicit(ITEM, implicit((9, 0x10), b"AB")), ALL) + END,
    "of unknown VR, its items explicit": long(PRIVATE, b"UN", implicit(ITEM, CREATOR), ALL) + END,
    "of a length within its item": long(SEQUENCE, b"SQ", implicit(ITEM, _INSIDE), 4),
    "of a length of none, with an item": long(SEQUENCE, b"SQ", implicit(ITEM, short(COLUMNS, b"US", b"\x08\0")), 0),
    "two bytes shorter than it is": long(SEQUENCE, b"SQ", implicit(ITEM, _INSIDE), 18),
    "two bytes longer than it is": long(SEQUENCE, b"SQ", implicit(ITEM, _INSIDE), 22),
    "an icon never closed": OPEN + implicit(ITEM, short(COLUMNS, b"US", b"\x40\0") + long(PIXELS, b"OB", b"\0" * 4096), ALL),
}  # fmt: skip


@pytest.mark.parametrize("kind", SEQUENCES)
def test_a_sequence_hides_nothing_behind_it(kind: str, build: Build, read: Read) -> None:
    """The icon's size is not the film's, since the film's comes first; its pixels are not, since the film's are more."""
    place = (0x28, 4) if "icon" not in kind else PIXELS
    data = before_pixels(build(), SEQUENCES[kind]) if place == PIXELS else before(build(), place, SEQUENCES[kind])
    assert _is_the_wedge(read(data))


BEHIND = {
    "zeros": b"\0" * 13,
    "ones": b"\xff" * 50,
    "half a tag": b"\xfc\xff\xfc",
    "half an element": b"\xfc\xff\xfc\xffOB\0\0\xff\xff\0\0ab",
    "padding": long((0xFFFC, 0xFFFC), b"OB", b"\0" * 500),
    "a PDF": b"%PDF-1.7\n" + b"x" * 300,
    "an open sequence": long((0xFFFA, 0xFFFA), b"SQ", b"", ALL),
    "an open item": long((0xFFFA, 0xFFFA), b"SQ", implicit(ITEM, b"", ALL), ALL),
    "open sequences in each other": long((0xFFFA, 0xFFFA), b"SQ", implicit(ITEM, b"", ALL), ALL) * 100,
    "another film's end": b"\xe0\x7f\x10\0OW\0\0\2\0\0\0\1\1",
}


@pytest.mark.parametrize("kind", BEHIND)
def test_what_is_behind_the_pixels_does_not_count(kind: str, build: Build, read: Read) -> None:
    assert _is_the_wedge(read(build() + BEHIND[kind]))


@pytest.mark.parametrize("first", [(0x28, 0x10), (0x28, 4), (8, 0x60)])
def test_elements_that_belong_before_the_pixels_are_read_behind_them(first: tuple[int, int], build: Build, read: Read) -> None:
    data = build(PhotometricInterpretation="MONOCHROME1")
    start, pixels = data.index(struct.pack("<HH", *first), 132), pixels_at(data)
    film = read(data[:start] + data[pixels:] + data[start:pixels])
    np.testing.assert_allclose(film.pixels, 1 - WEDGE / 4095, atol=1e-6)


def test_of_an_element_that_is_there_twice_the_first_counts(build: Build, read: Read) -> None:
    assert _is_the_wedge(read(before_pixels(build(), short((0x0008, 0x0060), b"CS", b"CT") + short((0x28, 0x10), b"US", b"\1\0"))))


@pytest.mark.parametrize("kept", [-3, 6, 10])
def test_a_header_that_is_cut_off_is_said_to_be(kept: int, build: Build, refused: Refused) -> None:
    data = build()
    assert refused(data[: pixels_at(data) + kept]).code == RefusalCode.TRUNCATED


def test_a_header_that_ends_before_the_pixels_has_none(build: Build, refused: Refused) -> None:
    data = build()
    assert refused(data[: pixels_at(data)]).code == RefusalCode.NO_PIXELS


@given(st.binary(max_size=60), st.sampled_from("<>"), st.booleans())
def test_any_bytes_are_an_element_within_them_or_none(data: bytes, order: str, is_implicit: bool) -> None:
    found = element_at(data, 0, len(data), order, implicit=is_implicit)
    if found is None:
        assert len(data) < 12
    else:
        assert 8 <= found.start <= len(data)
        assert -1 <= leads_on(data, found, len(data), order) <= 2


def test_a_length_is_believed_where_it_leads_to_another_element() -> None:
    data = short((8, 0x60), b"CS", b"DX") + short((0x10, 0x20), b"LO", b"1234") + short((0x28, 2), b"US", b"\1\0")
    first = element_at(data, 0, len(data), "<", implicit=False)
    assert first == Element((8, 0x60), b"CS", 2, 8)
    assert true_end(data, first, len(data), "<") == 10
    assert true_end(data, Element((8, 0x60), b"CS", 5, 8), len(data), "<") == 10


def test_the_elements_of_a_film_are_all_up_to_its_pixels(build: Build) -> None:
    found = structure_of(build(), most=10**9)
    assert found.elements[0].tag == (0x0008, 0x0016)
    assert found.elements[-1].tag == PIXELS
    assert not found.cut
    assert found.encoded == encoded(build(), most=10**9)
