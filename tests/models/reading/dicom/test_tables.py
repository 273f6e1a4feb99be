"""Lookup tables with every defect: the display's is passed over, the modality's refuses the film unless a rescale stands in its place."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest

from models.values.radiograph import Radiograph, WindowOrigin
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import ALL, ITEM, before_pixels, implicit, long, short
from tests.films import WEDGE

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
DISPLAY, MODALITY = (0x28, 0x3010), (0x28, 0x3000)
DESCRIPTOR, DATA = (0x28, 0x3002), (0x28, 0x3006)
RAMP = np.arange(4096, dtype="<u2").tobytes()
DESCRIBED = short(DESCRIPTOR, b"US", struct.pack("<3H", 4096, 0, 12))
RESCALE = short((0x28, 0x1052), b"DS", b"0 ") + short((0x28, 0x1053), b"DS", b"1 ")

SOUND = {
    "as the standard has it": DESCRIBED + long(DATA, b"OW", RAMP),
    "its data as US": DESCRIBED + short(DATA, b"US", RAMP),
    "its data as UN": DESCRIBED + long(DATA, b"UN", RAMP),
    "a descriptor of two values": short(DESCRIPTOR, b"US", struct.pack("<2H", 4096, 0)) + long(DATA, b"OW", RAMP),
    "a descriptor of text": short(DESCRIPTOR, b"LO", b"4096\\0\\12 ") + long(DATA, b"OW", RAMP),
    "a descriptor of doubles": short(DESCRIPTOR, b"FD", struct.pack("<3d", 4096, 0, 12)) + long(DATA, b"OW", RAMP),
    "a descriptor as SS": short(DESCRIPTOR, b"SS", struct.pack("<3h", 4096, 0, 12)) + long(DATA, b"OW", RAMP),
}
BROKEN = {
    "no data": DESCRIBED,
    "empty data": DESCRIBED + long(DATA, b"OW", b""),
    "no descriptor": long(DATA, b"OW", RAMP),
    "an empty descriptor": short(DESCRIPTOR, b"US", b"") + long(DATA, b"OW", RAMP),
    "a descriptor of one value": short(DESCRIPTOR, b"US", b"\0\x10") + long(DATA, b"OW", RAMP),
    "a descriptor of words": short(DESCRIPTOR, b"LO", b"none") + long(DATA, b"OW", RAMP),
    "a descriptor of 5 bytes": short(DESCRIPTOR, b"US", b"\0\x10\0\0\x0c") + long(DATA, b"OW", RAMP),
    "fewer entries than described": DESCRIBED + long(DATA, b"OW", RAMP[:2000]),
    "half an entry missing": DESCRIBED + long(DATA, b"OW", RAMP[:-1]),
    "one entry": short(DESCRIPTOR, b"US", struct.pack("<3H", 1, 0, 12)) + short(DATA, b"US", b"\5\0"),
    "entries that are all the same": DESCRIBED + long(DATA, b"OW", bytes(8192)),
    "entries whose bytes are swapped": DESCRIBED + long(DATA, b"OW", np.arange(4096, dtype=">u2").tobytes()),
    "entries of noise": DESCRIBED + long(DATA, b"OW", np.random.default_rng(1).bytes(8192)),
    "data of words": DESCRIBED + long(DATA, b"LT", b"hello world!"),
}
NOT_A_SEQUENCE = {
    "bytes": lambda tag: long(tag, b"UN", b"garbage!"),
    "a text": lambda tag: short(tag, b"LO", b"none"),
    "nothing": lambda tag: long(tag, b"SQ", b""),
    "an empty item": lambda tag: long(tag, b"SQ", implicit(ITEM, b"")),
    "an item that is never closed": lambda tag: long(tag, b"SQ", implicit(ITEM, DESCRIBED, ALL), ALL),
}


def _holding(tag: tuple[int, int], table: bytes) -> bytes:
    return long(tag, b"SQ", implicit(ITEM, table))


@pytest.mark.parametrize("kind", SOUND)
def test_a_table_is_read_in_any_spelling(kind: str, build: Build, read: Read) -> None:
    assert read(before_pixels(build(), _holding(DISPLAY, SOUND[kind]))).window.origin == WindowOrigin.FILE
    modality = read(before_pixels(build(), _holding(MODALITY, SOUND[kind])))
    assert np.corrcoef(modality.pixels.ravel(), WEDGE.ravel())[0, 1] > 0.9999


@pytest.mark.parametrize("kind", [*BROKEN, *NOT_A_SEQUENCE])
@pytest.mark.parametrize("window", [True, False])
def test_a_broken_table_of_the_display_leaves_the_window_or_the_automatic_one(kind: str, window: bool, build: Build, read: Read) -> None:
    element = _holding(DISPLAY, BROKEN[kind]) if kind in BROKEN else NOT_A_SEQUENCE[kind](DISPLAY)
    film = read(before_pixels(build(**({"WindowCenter": 2048, "WindowWidth": 4096} if window else {})), element))
    np.testing.assert_allclose(film.pixels, WEDGE / 4095, atol=1e-6)
    assert film.window.origin == (WindowOrigin.FILE if window else WindowOrigin.AUTOMATIC)


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_table_of_the_modality_refuses_the_film_unless_it_has_a_rescale(
    kind: str, build: Build, read: Read, refused: Refused
) -> None:
    table = _holding(MODALITY, BROKEN[kind])
    refusal = refused(before_pixels(build(), table))
    assert refusal.code == RefusalCode.DAMAGED_PIXELS
    assert "modality LUT, is damaged" in refusal.sentence
    np.testing.assert_allclose(read(before_pixels(build(), RESCALE + table)).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize(("count", "first"), [(4096, 60_000), (256, 0), (4096, 4000)])
def test_a_table_of_the_modality_that_is_for_other_values_than_the_films_is_damaged(
    count: int, first: int, build: Build, refused: Refused
) -> None:
    descriptor = short(DESCRIPTOR, b"US", struct.pack("<3H", count, first, 12))
    refusal = refused(before_pixels(build(), _holding(MODALITY, descriptor + long(DATA, b"OW", RAMP[: 2 * count]))))
    assert "modality LUT, is damaged" in refusal.sentence


def test_noise_in_the_table_of_the_display_turns_no_film_over(build: Build, read: Read) -> None:
    falling = DESCRIBED + long(DATA, b"OW", np.random.default_rng(1).permutation(4096).astype("<u2").tobytes()[:-4] + b"\xff\x0f\0\0")
    rising = DESCRIBED + long(DATA, b"OW", falling[-8192:][::-1])
    for table in (falling, rising):
        np.testing.assert_allclose(read(before_pixels(build(), _holding(DISPLAY, table))).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("kind", NOT_A_SEQUENCE)
def test_a_table_of_the_modality_that_says_nothing_is_none(kind: str, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(before_pixels(build(), NOT_A_SEQUENCE[kind](MODALITY))).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize(
    ("centre", "width"),
    [
        (b"abc ", b"4096"),
        (b"2048", b"0 "),
        (b"2048", b"-5"),
        (b"2048", b"NaN "),
        (b"", b""),
        (b"2048", b""),
        (b"1e9 ", b"10"),
        (b"NaN ", b"NaN "),
    ],
)
def test_a_broken_window_leaves_the_automatic_one(centre: bytes, width: bytes, build: Build, read: Read) -> None:
    film = read(before_pixels(build(), short((0x28, 0x1050), b"DS", centre) + short((0x28, 0x1051), b"DS", width)))
    assert film.window.origin in {WindowOrigin.AUTOMATIC, WindowOrigin.FILE_HIDES}


@pytest.mark.parametrize(("centre", "width"), [(b"2048,5", b"4096,0"), (b"2048\\100", b"4096"), (b"2048.0", b"4.096e3 ")])
def test_a_window_is_read_in_any_spelling(centre: bytes, width: bytes, build: Build, read: Read) -> None:
    film = read(before_pixels(build(), short((0x28, 0x1050), b"DS", centre) + short((0x28, 0x1051), b"DS", width)))
    assert film.window.origin == WindowOrigin.FILE
    assert film.window.centre == pytest.approx(0.5, abs=0.01)
