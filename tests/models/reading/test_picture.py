"""PNG and JPEG films."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from models.radiograph import NotARadiograph, Radiograph, RefusalCode

Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]
BYTES = (np.add.outer(np.arange(220), np.arange(240)) % 256).astype(np.uint8)
SMOOTH = (np.add.outer(np.arange(220), np.arange(240)) / 458 * 255).astype(np.uint8)


def _saved(image: Image.Image, kind: str = "PNG", **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def test_a_png_of_8_bits_is_its_values_over_255(read: Read) -> None:
    film = read(_saved(Image.fromarray(BYTES)))
    np.testing.assert_allclose(film.pixels, BYTES / 255, atol=1e-7)
    assert film.pixels.dtype == np.float32
    assert (film.header.transfer_syntax, film.header.decoder, film.header.mm_per_pixel) == ("PNG", "pillow", None)


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


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_picture_cut_off_is_refused(refused: Refused, kind: str, share: float) -> None:
    data = _saved(Image.fromarray(BYTES), kind)
    assert refused(data[: max(int(len(data) * share), 40)]).code == RefusalCode.DAMAGED_PIXELS


def test_small_blank_and_huge_pictures_are_refused(refused: Refused) -> None:
    assert refused(_saved(Image.fromarray(BYTES[:120]))).code == RefusalCode.TOO_SMALL
    assert refused(_saved(Image.new("L", (220, 220), 7))).code == RefusalCode.BLANK
    assert refused(_saved(Image.new("1", (12_001, 200)))).code == RefusalCode.TOO_LARGE
    assert refused(_saved(Image.new("1", (20_000, 12_500)))).code == RefusalCode.TOO_LARGE


def test_a_large_film_is_no_attack(refused: Refused) -> None:
    """Up to the house's own bound Pillow's warning of decompression bombs is not for the reader; here the film is merely cut off."""
    assert refused(_saved(Image.new("1", (12_000, 4_000)))[:200]).code == RefusalCode.DAMAGED_PIXELS


@settings(max_examples=200)
@given(
    kind=st.sampled_from(["PNG", "JPEG"]),
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


_SAVED = {kind: _saved(Image.fromarray(SMOOTH), kind) for kind in ("PNG", "JPEG")}
