"""Films of public reports: the phantom in the encodings that other readers stumbled over. Each maker writes a file and returns its path."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.dataset import FileDataset
from pydicom.encaps import get_frame
from pydicom.uid import ExplicitVRBigEndian, JPEG2000Lossless, JPEGBaseline8Bit, JPEGLosslessSV1, RLELossless

from models.film.phantom import phantom
from tests.films import compressed, dataset, saved

Maker = Callable[[], bytes]
PHANTOM: NDArray[np.float32] = phantom(4_000_001, size=256, marked=False).pixels
STORED: NDArray[np.uint16] = np.round(PHANTOM * 4095).astype(np.uint16)
BYTES: NDArray[np.uint8] = np.round(PHANTOM * 255).astype(np.uint8)
FILMS: dict[str, Maker] = {}


def film(maker: Maker) -> Maker:
    """Enter a maker under its name."""
    FILMS[maker.__name__.replace("_", "-")] = maker
    return maker


def plain(**elements: Any) -> bytes:
    """Return the phantom as a film that nobody ever reported."""
    return saved(dataset(STORED, **elements))


def another(number: int) -> bytes:
    """Return a film of other pixels for each number."""
    return saved(dataset(np.roll(STORED, 3 * number, axis=1)))


def _in_fragments(film: FileDataset, syntax: Any, fragments: list[bytes]) -> FileDataset:
    """Give a film one frame in several fragments, behind an empty table of offsets."""
    items = b"".join(struct.pack("<HHL", 0xFFFE, 0xE000, len(part)) + part for part in [b"", *fragments])
    film.PixelData = items
    film["PixelData"].VR, film["PixelData"].is_undefined_length = "OB", True
    film.file_meta.TransferSyntaxUID = syntax
    return film


def _cut(frame: bytes, length: int) -> list[bytes]:
    frame += b"\0" * (len(frame) % 2)
    return [frame[at : at + length] for at in range(0, len(frame), length)]


def _picture(pixels: NDArray[Any], kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind, **options)
    return file.getvalue()


def _frame_of(data: bytes) -> bytes:
    return bytes(get_frame(dcmread(io.BytesIO(data)).PixelData, 0, number_of_frames=1))


def _packed(plane: bytes, *, beyond: int = 0) -> bytes:
    """Return a plane in RLE's literal runs, with some bytes more than the plane has."""
    plane += b"\0" * beyond
    runs = (plane[at : at + 128] for at in range(0, len(plane), 128))
    return b"".join(bytes([len(run) - 1]) + run for run in runs)


def _rle(*, beyond: int = 0, odd: bool = False) -> bytes:
    segments = [_packed((STORED >> 8).astype("u1").tobytes(), beyond=beyond), _packed(STORED.astype("u1").tobytes(), beyond=beyond)]
    if not odd:
        segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    starts = [64, 64 + len(segments[0])]
    return struct.pack("<16L", 2, *starts, *[0] * 13) + b"".join(segments)


@film
def jpeg_in_many_fragments() -> bytes:
    frame = _picture(BYTES, "JPEG", quality=95)
    return saved(_in_fragments(dataset(BYTES), JPEGBaseline8Bit, _cut(frame, 1000)))


@film
def fragments_that_begin_alike() -> bytes:
    """A fragment in the middle of the frame begins with the bytes that every frame in RLE begins with."""
    frame = bytearray(_rle())
    frame[2048:2052] = frame[:4]
    return saved(_in_fragments(dataset(STORED), RLELossless, _cut(bytes(frame), 1024)))


@film
def unsigned_codestream_under_a_signed_header() -> bytes:
    signed = STORED.astype(np.int16) - 2048
    data = compressed(dataset((signed & 0xFFF).astype(np.uint16)), JPEG2000Lossless)
    film = dataset(STORED, PixelRepresentation=1)
    return saved(_in_fragments(film, JPEG2000Lossless, [_frame_of(data)]))


@film
def jp2_file_in_place_of_a_codestream() -> bytes:
    whole = _picture(BYTES, "JPEG2000", irreversible=False)
    assert whole[4:8] == b"jP  "
    return saved(_in_fragments(dataset(BYTES), JPEG2000Lossless, _cut(whole, len(whole) + 1)))


@film
def rle_segments_longer_than_the_plane() -> bytes:
    return saved(_in_fragments(dataset(STORED), RLELossless, _cut(_rle(beyond=1), 10**6)))


@film
def rle_segments_of_odd_length() -> bytes:
    odd = _rle(beyond=2, odd=True)
    assert struct.unpack_from("<L", odd, 8)[0] % 2
    return saved(_in_fragments(dataset(STORED), RLELossless, _cut(odd, 10**6)))


@film
def codestream_without_its_end() -> bytes:
    frame = _frame_of(compressed(dataset(STORED), JPEG2000Lossless)).rstrip(b"\0")
    assert frame.endswith(b"\xff\xd9")
    return saved(_in_fragments(dataset(STORED), JPEG2000Lossless, _cut(frame[:-2], 10**6)))


@film
def pixels_as_double_fractions() -> bytes:
    film = dataset(STORED, drop=("PixelData", "BitsStored", "HighBit", "PixelRepresentation"))
    film.BitsAllocated, film.DoubleFloatPixelData = 64, PHANTOM.astype("<f8").tobytes()
    return saved(film)


@film
def compressed_pixels_of_a_stated_length() -> bytes:
    """As a device writes them that does not encapsulate."""
    (frame,) = _cut(_picture(BYTES, "JPEG", quality=95), 10**6)
    film = dataset(BYTES)
    film.PixelData = frame
    return _renamed(saved(film), JPEGBaseline8Bit)


def _renamed(data: bytes, syntax: str) -> bytes:
    """Name another transfer syntax, whatever its length."""
    old, new = b"1.2.840.10008.1.2.1\0", syntax.encode() + b"\0" * (len(syntax) % 2)
    at = data.index(old)
    length = struct.unpack_from("<L", data, 140)[0] + len(new) - len(old)
    return data[:140] + struct.pack("<L", length) + data[144 : at - 2] + struct.pack("<H", len(new)) + new + data[at + len(old) :]


@film
def bytes_in_words_of_the_other_order() -> bytes:
    film = dataset(BYTES)
    film.PixelData, film.file_meta.TransferSyntaxUID = BYTES.view("<u2").byteswap().tobytes(), ExplicitVRBigEndian
    film["PixelData"].VR = "OW"
    return saved(film)


@film
def lossless_jpeg_without_its_beginning() -> bytes:
    frame = _frame_of(compressed(dataset(STORED), JPEGLosslessSV1))
    return saved(_in_fragments(dataset(STORED), JPEGLosslessSV1, _cut(b"\0\0" + frame[2:], 10**6)))


@film
def luminance_and_chroma_under_the_name_of_rgb() -> bytes:
    channels = np.stack([BYTES, np.full_like(BYTES, 128), np.full_like(BYTES, 128)], -1)
    return compressed(dataset(channels), RLELossless)


@film
def rgb_under_the_name_of_luminance_and_chroma() -> bytes:
    return saved(dataset(np.stack([BYTES] * 3, -1), PhotometricInterpretation="YBR_FULL"))


@film
def jpeg_of_rgb_that_says_so() -> bytes:
    frame = _picture(np.stack([BYTES] * 3, -1), "JPEG", quality=95, keep_rgb=True)
    assert b"Adobe" in frame[:64]
    return saved(_in_fragments(dataset(np.stack([BYTES] * 3, -1)), JPEGBaseline8Bit, _cut(frame, 10**6)))


@film
def display_table_wider_than_the_film() -> bytes:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [0, 0, 16])
    item.add_new("LUTData", "OW", np.arange(65536, dtype="<u2").tobytes())
    return saved(dataset(STORED, VOILUTSequence=[item]))


@film
def palette_of_real_colours() -> bytes:
    elements: dict[str, Any] = {"PhotometricInterpretation": "PALETTE COLOR"}
    ramp = np.arange(256)
    for colour, values in (("Red", ramp), ("Green", ramp[::-1]), ("Blue", ramp // 4)):
        elements[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        elements[f"{colour}PaletteColorLookupTableData"] = (values * 257).astype("<u2").tobytes()
    return saved(dataset(BYTES, **elements))


@film
def taller_than_wide() -> bytes:
    return saved(dataset(STORED[:, 40:200]))


def wanted(name: str) -> NDArray[np.float32]:
    """Return the pixels that a film of this catalogue ends with."""
    return PHANTOM[:, 40:200] if name == "taller-than-wide" else PHANTOM
