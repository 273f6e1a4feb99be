"""What would fill the memory is refused before it is decoded."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import DeflatedExplicitVRLittleEndian, JPEG2000Lossless

from models.reading.bounds import FEW_LEVELS, LARGEST, MOST_SAMPLES, SMALLEST, check_size, has_few_levels
from models.reading.pixels.codestream import FrameSize, frame_size
from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import HTJ2K_RAMP, RAMP, compressed, dataset, encapsulated, saved

Build = Callable[..., bytes]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], object]


def test_a_deflate_bomb_is_refused_in_little_memory(refused: Refused) -> None:
    """2 GB of zeros in 2 MB, behind an honest header."""
    head = compressed(dataset(RAMP), DeflatedExplicitVRLittleEndian)
    start = head.index(b"1.2.840.10008.1.2.1.99") + 22
    while head[start : start + 2] == b"\x02\x00":
        start += 8 + struct.unpack_from("<H", head, start + 6)[0]
    writer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    swollen = (writer.compress(bytes(1 << 24)) + writer.flush(zlib.Z_FULL_FLUSH)) * 128
    tracemalloc.start()
    refusal = refused(head[:start] + swollen)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.code == RefusalCode.TOO_LARGE
    assert peak < 50e6


def test_sequences_nested_a_thousandfold_are_refused_or_read(build: Build, either: Either) -> None:
    """Each of undefined length; no crash of the interpreter."""
    nested = b"\x08\x00\x40\x11SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    data = build()
    place = data.index(b"\x08\x00\x60\x00CS")
    begun = time.perf_counter()
    for depth in (50, 5_000, 50_000):
        assert either(data[:place] + nested * depth + data[place:])
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("length", [0xFFFFFFFE, 0x7FFFFFFF, 0xFFFFFFFF])
def test_absurd_lengths_reserve_nothing(build: Build, either: Either, length: int) -> None:
    """All pixels are there, whatever the element claims: a film, or a refusal, but no four gigabytes."""
    data = bytearray(build())
    place = data.index(b"\xe0\x7f\x10\x00OW")
    data[place + 8 : place + 12] = struct.pack("<I", length)
    tracemalloc.start()
    assert either(bytes(data))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20e6


@pytest.mark.parametrize(("field", "value"), [(8, 60_000), (12, 60_000), (40, 16_000)], ids=["wide", "high", "many channels"])
def test_a_codestream_that_promises_more_than_its_header_is_not_decoded(refused: Refused, field: int, value: int) -> None:
    film = dcmread(io.BytesIO(compressed(dataset(RAMP), JPEG2000Lossless)))
    frame = bytearray(HTJ2K_RAMP)
    struct.pack_into(">I" if field < 40 else ">H", frame, field, value)
    assert refused(saved(encapsulated(film, JPEG2000Lossless, bytes(frame)))).code == RefusalCode.DAMAGED_PIXELS


def test_a_codestream_tells_its_size() -> None:
    assert frame_size(HTJ2K_RAMP) == FrameSize(rows=160, columns=136, bits=16, samples=1)
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x0b\x08\x00\x09\x00\x07\x01\x01\x11\x00"
    assert frame_size(jpeg) == FrameSize(rows=9, columns=7, bits=8, samples=1)


@pytest.mark.parametrize(
    "frame", [b"", b"\xff\xd8", b"\xff\xd8\xff", b"\xff\xd8ab", b"\xff\xd8\xff\xe0\xff\xff", HTJ2K_RAMP[:20], b"x" * 99]
)
def test_what_is_no_codestream_tells_none(frame: bytes) -> None:
    assert frame_size(frame) is None


@pytest.mark.parametrize(
    "elements",
    [
        {"Rows": 9_000, "Columns": 8_000},
        {"Rows": 12_001, "Columns": 200},
        {"Rows": 5_000, "Columns": 5_000, "SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"},
        {"Rows": 6_000, "Columns": 6_000, "BitsAllocated": 32},
    ],
    ids=str,
)
def test_too_many_numbers_are_refused_by_the_header(build: Build, refused: Refused, elements: dict[str, Any]) -> None:
    assert refused(build(np.eye(130, dtype=np.uint16), **elements)).code == RefusalCode.TOO_LARGE


@pytest.mark.parametrize(
    ("rows", "columns"), [(SMALLEST, SMALLEST), (SMALLEST, LARGEST), (LARGEST, MOST_SAMPLES // LARGEST), (4300, 5100), (7000, 7000)]
)
def test_a_film_of_this_size_is_read(rows: int, columns: int) -> None:
    check_size(rows=rows, columns=columns)


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        (SMALLEST - 1, 4000, RefusalCode.TOO_SMALL),
        (4000, 0, RefusalCode.TOO_SMALL),
        (-1, 4000, RefusalCode.TOO_SMALL),
        (LARGEST + 1, SMALLEST, RefusalCode.TOO_LARGE),
        (LARGEST, LARGEST, RefusalCode.TOO_LARGE),
        (65_535, 65_535, RefusalCode.TOO_LARGE),
    ],
)
def test_a_film_of_this_size_is_refused_before_it_is_decoded(rows: int, columns: int, code: RefusalCode) -> None:
    with pytest.raises(NotARadiograph, match=f"{columns} × {rows} pixels") as caught:
        check_size(rows=rows, columns=columns)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("samples", "words"), [(1, "50 million of a grey film"), (3, "16 million of 3 numbers each"), (4, "12 million of 4 numbers each")]
)
def test_the_most_pixels_are_named_for_the_kind_of_image(samples: int, words: str) -> None:
    with pytest.raises(NotARadiograph, match=words):
        check_size(rows=LARGEST, columns=LARGEST, samples=samples)


@pytest.mark.parametrize(
    ("levels", "few"), [(2, True), (16, True), (FEW_LEVELS, True), (FEW_LEVELS + 1, False), (256, False), (4096, False)]
)
def test_few_levels_of_grey_are_told(levels: int, few: bool) -> None:
    pixels = (np.arange(599 * 601) // 4 % levels).reshape(599, 601) / (levels - 1)
    assert has_few_levels(pixels.astype(np.float32)) is few


def test_a_film_of_few_levels_is_noted(build: Build, either: Either) -> None:
    film = either(build(RAMP >> 8 << 8))
    assert isinstance(film, Radiograph)
    assert Note.FEW_GREY_LEVELS in film.header.notes
