"""PNG films with texts, profiles and other chunks that are large or torn: their pixels are read all the same."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from models.reading.pictures.png import bare
from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import RAMP

Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
LARGE = b"x" * 3_000_000
CHUNKS = {
    "a long text": (b"tEXt", b"Comment\0" + LARGE),
    "a long compressed text": (b"zTXt", b"Comment\0\0" + zlib.compress(LARGE)),
    "a long international text": (b"iTXt", b"Comment\0\0\0\0\0" + LARGE),
    "a long compressed international text": (b"iTXt", b"Comment\0\1\0\0\0" + zlib.compress(LARGE)),
    "a long profile": (b"iCCP", b"profile\0\0" + zlib.compress(LARGE)),
    "long EXIF": (b"eXIf", LARGE),
    "a long private chunk": (b"prIV", LARGE),
    "a torn text": (b"zTXt", b"c\0\0abc"),
    "a torn international text": (b"iTXt", b"c"),
    "a torn profile": (b"iCCP", b"p\0\0abc"),
    "torn EXIF": (b"eXIf", b"Exif\0\0II*\0\xff\xff"),
    "a torn size": (b"pHYs", b"\1"),
    "a torn gamma": (b"gAMA", b"\0"),
    "torn chromaticities": (b"cHRM", b"\0" * 5),
}


def _chunk(kind: bytes, content: bytes, checksum: int | None = None) -> bytes:
    right = zlib.crc32(kind + content) if checksum is None else checksum
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", right)


def _png(dtype: type, **options: object) -> bytes:
    file = io.BytesIO()
    stored = RAMP * 21 if dtype is np.uint16 else RAMP >> 4
    Image.fromarray(stored.astype(dtype)).save(file, "PNG", **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", CHUNKS)
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("checksum", [None, 0])
def test_a_chunk_of_no_account_refuses_no_film(kind: str, dtype: type, checksum: int | None, read: Read) -> None:
    data, chunk = _png(dtype), _chunk(*CHUNKS[kind], checksum)
    for at in (33, len(data) - 12):  # Behind the header, and before the end.
        np.testing.assert_array_equal(read(data[:at] + chunk + data[at:]).pixels, read(data).pixels)


def test_many_texts_refuse_no_film(read: Read) -> None:
    data = _png(np.uint8)
    texts = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"y" * 900_000)) * 100
    np.testing.assert_array_equal(read(data[:33] + texts + data[33:]).pixels, read(data).pixels)


def test_a_film_with_a_long_text_is_still_rotated(read: Read) -> None:
    exif = Image.Exif()
    exif[274] = 6
    data = _png(np.uint8, exif=exif.tobytes())
    found = read(data[:33] + _chunk(*CHUNKS["a long text"]) + data[33:])
    assert Note.EXIF_ROTATED in found.header.notes
    np.testing.assert_array_equal(found.pixels, read(data).pixels)


def test_damaged_pixels_stay_damaged(refused: Refused) -> None:
    data = bytearray(_png(np.uint8))
    data[data.index(b"IDAT") + 40] ^= 0xFF
    assert refused(bytes(data)).code == RefusalCode.DAMAGED_PIXELS


def test_what_is_bare_is_bare() -> None:
    data = _png(np.uint8)
    assert bare(data) == data
    assert bare(data[:33] + _chunk(b"tEXt", b"a\0b") + data[33:]) == data
    assert bare(data[:-20]).startswith(data[:33])
