"""PNG, JPEG and TIFF films."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]
BYTES = (np.add.outer(np.arange(220), np.arange(240)) % 256).astype(np.uint8)
SMOOTH = (np.add.outer(np.arange(220), np.arange(240)) / 458 * 255).astype(np.uint8)


DEEP = np.arange(220 * 240, dtype=np.uint16).reshape(220, 240)


def _saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_a_png_of_8_bits_is_its_values_over_255(read: Read) -> None:
    film = read(_saved(Image.fromarray(BYTES)))
    np.testing.assert_allclose(film.pixels, BYTES / 255, atol=1e-7)
    assert film.pixels.dtype == np.float32
    assert (film.header.transfer_syntax, film.header.decoder, film.header.pixel_spacing_mm) == ("PNG", "pillow", None)


def test_a_png_of_16_bits_is_its_values_over_65535(read: Read) -> None:
    """Nothing of the lower byte is lost."""
    deep = np.arange(220 * 240, dtype=np.uint16).reshape(220, 240)
    np.testing.assert_allclose(read(_saved(Image.fromarray(deep))).pixels, deep / 65535, atol=1e-7)


def test_a_jpeg_is_its_values_to_the_codecs_rounding(read: Read) -> None:
    film = read(_saved(Image.fromarray(SMOOTH), "JPEG", quality=95))
    assert np.abs(film.pixels - SMOOTH / 255).max() < 0.03
    assert film.header.transfer_syntax == "JPEG"


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "LA", "P"])
def test_grey_stored_as_colour_is_the_same_grey(read: Read, mode: str) -> None:
    grey = Image.fromarray(BYTES)
    np.testing.assert_allclose(read(_saved(grey.convert(mode))).pixels, BYTES / 255, atol=1 / 255)


def test_two_pictures_of_one_film_have_its_pixel_hash(read: Read) -> None:
    """The hash of the file tells them apart, the hash of the pixels does not."""
    one, other = (read(_saved(Image.fromarray(BYTES), compress_level=level)).header for level in (1, 9))
    assert one.pixel_sha256 == other.pixel_sha256
    assert one.file_sha256 != other.file_sha256


def test_what_it_is_is_told_by_the_bytes(read: Read) -> None:
    """The reader's file is called .dcm; a PNG in it is a PNG."""
    assert read(_saved(Image.fromarray(BYTES))).header.transfer_syntax == "PNG"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_picture_cut_off_is_refused(refused: Refused, kind: str, share: float) -> None:
    data = _saved(Image.fromarray(BYTES), kind)
    assert refused(data[: max(int(len(data) * share), 40)]).code == RefusalCode.DAMAGED_PIXELS


def test_small_blank_and_huge_pictures_are_refused(refused: Refused) -> None:
    assert refused(_saved(Image.fromarray(BYTES[:120]))).code == RefusalCode.TOO_SMALL
    assert refused(_saved(Image.new("L", (220, 220), 7))).code == RefusalCode.BLANK
    assert refused(_saved(Image.new("1", (12_001, 200)))).code == RefusalCode.TOO_LARGE
    assert refused(_saved(Image.new("1", (20_000, 12_500)))).code == RefusalCode.TOO_LARGE
    assert refused(_saved(Image.new("1", (9_000, 8_000)))).code == RefusalCode.TOO_LARGE


def test_a_large_film_is_no_attack(refused: Refused) -> None:
    """Up to the house's own bound Pillow's warning of decompression bombs is not for the reader; here the film is merely cut off."""
    assert refused(_saved(Image.new("1", (12_000, 4_000)))[:200]).code == RefusalCode.DAMAGED_PIXELS


@settings(max_examples=200)
@given(
    kind=st.sampled_from(["PNG", "JPEG", "TIFF"]),
    changes=st.lists(st.tuples(st.one_of(st.integers(8, 120), st.integers(8, 4000)), st.integers(0, 255)), max_size=5),
    end=st.one_of(st.none(), st.integers(8, 3000)),
)
def test_a_damaged_picture_ends_as_a_film_or_as_a_refusal(
    either: Either, kind: str, changes: list[tuple[int, int]], end: int | None
) -> None:
    content = bytearray(_SAVED[kind])
    for place, value in changes:
        content[place % len(content)] = value
    found = either(bytes(content[:end]))
    if isinstance(found, NotARadiograph):
        assert found.sentence.endswith(".")
    else:
        assert 0 <= found.pixels.min() < found.pixels.max() <= 1


_SAVED = {kind: _saved(Image.fromarray(SMOOTH), kind) for kind in ("PNG", "JPEG", "TIFF")}


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
@pytest.mark.parametrize("stored", [BYTES, DEEP], ids=["8", "16"])
def test_a_tiff_is_its_values(read: Read, stored: np.ndarray[Any, Any], compression: str | None) -> None:
    film = read(_saved(Image.fromarray(stored), "TIFF", compression=compression))
    np.testing.assert_allclose(film.pixels, stored / np.iinfo(stored.dtype).max, atol=1e-7)
    assert film.header.transfer_syntax == "TIFF"
    assert film.header.notes == ()


def _tiff(data: bytes, *, bits: int, white_is_zero: bool = False, kind: int = 1, order: str = "<") -> bytes:
    """A TIFF of 220 × 240, uncompressed; kind is 1 for unsigned, 2 for signed, 3 for fractions."""
    values = [(256, 240), (257, 220), (258, bits), (259, 1), (262, 0 if white_is_zero else 1), (273, 8), (277, 1), (278, 220)]
    entries = [*values, (279, len(data)), (339, kind)]
    body = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in entries)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8 + len(data))
    return head + data + struct.pack(f"{order}H", len(entries)) + body + bytes(4)


@pytest.mark.parametrize("white_is_zero", [False, True])
@pytest.mark.parametrize(("stored", "top"), [(BYTES, 255), (DEEP, 65535)], ids=["8", "16"])
def test_a_tiff_may_count_from_white(read: Read, stored: np.ndarray[Any, Any], top: int, white_is_zero: bool) -> None:
    film = read(_tiff(stored.tobytes(), bits=stored.dtype.itemsize * 8, white_is_zero=white_is_zero))
    np.testing.assert_allclose(film.pixels, 1 - stored / top if white_is_zero else stored / top, atol=1e-6)


def test_a_big_endian_tiff_is_read(read: Read) -> None:
    np.testing.assert_allclose(read(_tiff(DEEP.astype(">u2").tobytes(), bits=16, order=">")).pixels, DEEP / 65535, atol=1e-7)


def test_a_tiff_of_12_bits_is_scaled_by_12(read: Read) -> None:
    high = (np.arange(220 * 240) % 4096).reshape(-1, 2)
    packed = np.stack([high[:, 0] >> 4, (high[:, 0] & 15) << 4 | high[:, 1] >> 8, high[:, 1] & 255], 1).astype(np.uint8)
    np.testing.assert_allclose(read(_tiff(packed.tobytes(), bits=12)).pixels.ravel(), high.ravel() / 4095, atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "kind"), [("<i2", 2), ("<f4", 3), ("<u4", 1)], ids=["negative numbers", "fractions", "more than 16 bits"]
)
def test_a_depth_without_a_known_range_is_refused(refused: Refused, dtype: str, kind: int) -> None:
    data = ((np.arange(220 * 240) - 5) * (1 if dtype != "<u4" else 999)).astype(dtype).tobytes()
    assert refused(_tiff(data, bits=np.dtype(dtype).itemsize * 8, kind=kind)).code == RefusalCode.UNKNOWN_DEPTH


def test_several_pages_are_refused(refused: Refused) -> None:
    pages = [Image.fromarray(BYTES), Image.fromarray(SMOOTH)]
    for kind in ("TIFF", "PNG"):
        data = _saved(pages[0], kind, save_all=True, append_images=pages[1:])
        assert refused(data).code == RefusalCode.SEVERAL_FRAMES


def test_one_bit_is_black_and_white(read: Read) -> None:
    stored = BYTES > 100
    for kind in ("PNG", "TIFF"):
        np.testing.assert_array_equal(read(_saved(Image.fromarray(stored), kind)).pixels, stored)


def test_a_palette_is_its_colours(read: Read) -> None:
    """The numbers in the file mean nothing; here they run against the grey."""
    picture = Image.fromarray(255 - BYTES).convert("P")
    picture.putpalette([255 - value // 3 for value in range(768)])
    film = read(_saved(picture))
    np.testing.assert_allclose(film.pixels, BYTES / 255, atol=1e-6)
    assert film.header.notes == ()


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "JPEG"])
def test_colour_is_flattened_to_luminance_with_a_note(read: Read, kind: str) -> None:
    """ITU-R BT.601; grey that is stored in colour is plain grey without a note."""
    channels = np.stack([SMOOTH, SMOOTH[::-1], SMOOTH[:, ::-1]], -1)
    film = read(_saved(Image.fromarray(channels), kind, **({"quality": 98, "subsampling": 0} if kind == "JPEG" else {})))
    assert np.abs(film.pixels - channels @ [0.299, 0.587, 0.114] / 255).max() < (0.03 if kind == "JPEG" else 1e-6)
    assert film.header.notes == (Note.COLOUR_FLATTENED,)
    assert read(_saved(Image.fromarray(SMOOTH).convert("RGB"), kind)).header.notes == ()


def test_a_grey_jpeg_in_cmyk_is_read(read: Read) -> None:
    film = read(_saved(Image.fromarray(SMOOTH).convert("CMYK"), "JPEG", quality=98))
    assert np.abs(film.pixels - SMOOTH / 255).max() < 0.03


def test_what_is_transparent_lies_on_black(read: Read) -> None:
    alpha = np.full(BYTES.shape, 255, np.uint8)
    opaque = read(_saved(Image.merge("LA", (Image.fromarray(BYTES), Image.fromarray(alpha)))))
    assert opaque.header.notes == ()
    alpha[:, :50] = 0
    film = read(_saved(Image.merge("LA", (Image.fromarray(BYTES), Image.fromarray(alpha)))))
    assert (film.pixels[:, :50] == 0).all()
    np.testing.assert_allclose(film.pixels[:, 50:], BYTES[:, 50:] / 255, atol=1e-6)
    assert film.header.notes == (Note.ALPHA_ON_BLACK,)


def test_16_bits_in_colour_are_read_as_8_and_that_is_said(read: Read) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    lines = b"".join(b"\0" + np.repeat(row[:, None], 3, 1).astype(">u2").tobytes() for row in DEEP)
    head = struct.pack(">IIBBBBB", 240, 220, 16, 2, 0, 0, 0)
    film = read(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))
    assert film.header.notes == (Note.EIGHT_OF_SIXTEEN_BITS,)
    assert np.abs(film.pixels - DEEP / 65535).max() < 1 / 255


_ORIENTATIONS = {
    1: lambda stored: stored,
    2: np.fliplr,
    3: lambda stored: np.rot90(stored, 2),
    4: np.flipud,
    5: np.transpose,
    6: lambda stored: np.rot90(stored, -1),
    7: lambda stored: np.rot90(stored, 2).T,
    8: np.rot90,
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", _ORIENTATIONS)
def test_the_exif_orientation_is_honoured(read: Read, kind: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    film = read(_saved(Image.fromarray(SMOOTH), kind, exif=exif))
    wanted = _ORIENTATIONS[orientation](SMOOTH) / 255
    assert film.pixels.shape == wanted.shape == (film.header.rows, film.header.columns)
    assert np.abs(film.pixels - wanted).max() < 0.03
    assert film.header.notes == (() if orientation == 1 else (Note.EXIF_ROTATED,))


def test_an_orientation_that_does_not_exist_is_none(read: Read) -> None:
    exif = Image.Exif()
    exif[0x0112] = 77
    assert read(_saved(Image.fromarray(BYTES), exif=exif)).header.notes == ()


def test_a_dicom_file_with_the_preamble_of_a_tiff_is_a_dicom_file(read: Read, build: Callable[..., bytes]) -> None:
    """Dual-personality files (PS3.10 7.1)."""
    data = b"II*\x00" + build()[4:]
    assert read(data).header.modality == "DX"
