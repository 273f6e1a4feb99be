"""Numbers of bits and samples that contradict the pixels: their length tells, where it can."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pydicom.uid import JPEG2000Lossless, RLELossless

from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import before_pixels, long, pixels_at, replaced, short
from tests.films import RAMP, WEDGE, compressed, dataset

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
ALLOCATED, STORED, HIGH, SAMPLES = (0x28, 0x0100), (0x28, 0x0101), (0x28, 0x0102), (0x28, 0x0002)


def _with(data: bytes, **numbers: int | bytes | None) -> bytes:
    for name, value in numbers.items():
        tag = globals()[name.upper()]
        content = value.to_bytes(2, "little") if isinstance(value, int) else value
        data = replaced(data, tag, b"" if content is None else short(tag, b"US", content))
    return data


@pytest.mark.parametrize("allocated", [None, b"", b"\x10", b"\x10\0\0", 0, 8, 12, 24, 32, 64])
def test_words_of_16_bits_are_told_by_their_length(allocated: int | bytes | None, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(_with(build(), allocated=allocated)).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("allocated", [None, b"", 0, 16, 32])
def test_bytes_are_told_by_their_length(allocated: int | bytes | None, build: Build, read: Read) -> None:
    byte = (WEDGE >> 4).astype(np.uint8)
    np.testing.assert_allclose(read(_with(build(byte), allocated=allocated)).pixels, byte / 255, atol=1e-6)


@pytest.mark.parametrize("stored", [None, b"", b"\1", 0, 17, 60_000])
def test_without_bits_stored_the_high_bit_tells(stored: int | bytes | None, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(_with(build(), stored=stored)).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("high", [None, b"", b"\1", 0, 3, 16, 99])
def test_a_high_bit_that_cannot_be_is_the_last_stored_one(high: int | bytes | None, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(_with(build(), high=high)).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("high", [None, 0, 99])
def test_without_either_the_bits_are_all_of_the_word(high: int | None, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(_with(build(), stored=0, high=high)).pixels, WEDGE / 65535, atol=1e-6)


@pytest.mark.parametrize("samples", [None, b"", 0, 1, 2, 3, 4])
def test_pixels_that_are_as_long_as_one_sample_have_one(samples: int | bytes | None, build: Build, read: Read) -> None:
    np.testing.assert_allclose(read(_with(build(), samples=samples)).pixels, WEDGE / 4095, atol=1e-6)


@pytest.mark.parametrize("samples", [None, 0, 2, 3])
def test_a_codestream_tells_its_samples(samples: int | None, read: Read) -> None:
    data = _with(compressed(dataset(RAMP), JPEG2000Lossless), samples=samples)
    np.testing.assert_allclose(read(data).pixels, RAMP / 4095, atol=1e-6)


@pytest.mark.parametrize(
    ("allocated", "stored", "high"), [(16, 8, 7), (16, 8, 15), (16, 12, 11), (16, 16, 15), (32, 32, 31), (None, None, None)]
)
def test_run_lengths_of_bytes_are_bytes(allocated: int | None, stored: int | None, high: int | None, read: Read) -> None:
    byte = (RAMP >> 4).astype(np.uint8)
    data = _with(compressed(dataset(byte), RLELossless), allocated=allocated, stored=stored, high=high)
    np.testing.assert_allclose(read(data).pixels, byte / 255, atol=1e-6)


@pytest.mark.parametrize("representation", [b"UN", b"OB", b"OF", b"OL", b"SQ", b"UT"])
def test_the_vr_of_the_pixels_does_not_count(representation: bytes, build: Build, read: Read) -> None:
    data = build()
    at = pixels_at(data) + 4
    np.testing.assert_allclose(read(data[:at] + representation + data[at + 2 :]).pixels, WEDGE / 4095, atol=1e-6)


def test_pixels_for_two_frames_are_refused_as_such(build: Build, refused: Refused) -> None:
    refusal = refused(build(PixelData=WEDGE.tobytes() * 2))
    assert refusal.code == RefusalCode.SEVERAL_FRAMES
    assert refused(before_pixels(build(), short((0x28, 8), b"IS", b"2 "))).code == RefusalCode.SEVERAL_FRAMES


@pytest.mark.parametrize("tag", [(0x7FE0, 8), (0x7FE0, 9)])
def test_fractions_are_refused_as_such(tag: tuple[int, int], build: Build, refused: Refused) -> None:
    data = build()
    refusal = refused(data[: pixels_at(data)] + long(tag, b"OF", bytes(4 * WEDGE.size)))
    assert refusal.code == RefusalCode.UNKNOWN_DEPTH
    assert "fractions" in refusal.sentence
