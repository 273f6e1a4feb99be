"""Pictures of public reports: the phantom as PNG, JPEG and TIFF of rare kinds."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.reports.films import BYTES, PHANTOM, Maker

PICTURES: dict[str, Maker] = {}
_DEEP: NDArray[np.uint16] = np.round(PHANTOM * 65535).astype(np.uint16)
_PASSES = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
"""First row, first column, step of rows and of columns of the seven passes of an interlaced PNG."""
_SHORT, _LONG = 3, 4
_OFFSETS, _COUNTS = 273, 279
"""Types of numbers and tags of TIFF."""


def picture(maker: Maker) -> Maker:
    """Enter a maker under its name."""
    PICTURES[maker.__name__.replace("_", "-")] = maker
    return maker


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def _tiff(tags: dict[int, list[int]], blocks: list[bytes]) -> bytes:
    """Return a little-endian TIFF of some blocks of pixels; the tags are short numbers."""
    places = [8 + sum(map(len, blocks[:number])) for number in range(len(blocks))]
    entries = {256: [256], 257: [256], 259: [1], 278: [256], **tags, _OFFSETS: places, _COUNTS: [len(block) for block in blocks]}
    behind = 8 + sum(map(len, blocks)) + 2 + 12 * len(entries) + 4
    directory, values = struct.pack("<H", len(entries)), b""
    for tag, numbers in sorted(entries.items()):
        kind = _LONG if tag in (_OFFSETS, _COUNTS) else _SHORT
        packed = struct.pack(f"<{len(numbers)}{'L' if kind == _LONG else 'H'}", *numbers)
        if len(packed) > 4:
            packed, values = struct.pack("<L", behind + len(values)), values + packed
        directory += struct.pack("<HHL", tag, kind, len(numbers)) + packed.ljust(4, b"\0")
    pixels = b"".join(blocks)
    return b"II*\0" + struct.pack("<L", 8 + len(pixels)) + pixels + directory + bytes(4) + values


@picture
def interlaced_png_of_16_bits_with_alpha() -> bytes:
    pixels = np.stack([_DEEP, np.full_like(_DEEP, 65535)], -1).astype(">u2")
    lines = b"".join(
        b"\0" + row.tobytes() for top, left, down, right in _PASSES for row in np.ascontiguousarray(pixels[top::down, left::right])
    )
    head = struct.pack(">LLBBBBB", 256, 256, 16, 4, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b"")


@picture
def animated_png() -> bytes:
    first, second = Image.fromarray(BYTES), Image.fromarray(255 - BYTES)
    return _saved(first, "PNG", save_all=True, append_images=[second])


@picture
def jpeg_with_a_second_picture_behind_it() -> bytes:
    preview = Image.fromarray(BYTES[::4, ::4])
    return _saved(Image.fromarray(BYTES), "MPO", save_all=True, append_images=[preview], quality=95)


@picture
def tiff_of_separate_planes() -> bytes:
    planes = [BYTES.tobytes()] * 3
    return _tiff({258: [8, 8, 8], 262: [2], 277: [3], 284: [2]}, planes)


@picture
def tiff_of_16_bits_a_channel() -> bytes:
    pixels = np.stack([_DEEP] * 3, -1).astype("<u2").tobytes()
    return _tiff({258: [16, 16, 16], 262: [2], 277: [3]}, [pixels])


@picture
def tiff_of_a_microscope() -> bytes:
    description = '<?xml version="1.0"?><OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"/></OME>'
    return _saved(Image.fromarray(_DEEP), "TIFF", description=description)


@picture
def tiff_of_signed_numbers() -> bytes:
    signed = (_DEEP.astype(np.int32) - 32768).astype("<i2").tobytes()
    return _tiff({258: [16], 262: [1], 277: [1], 339: [2]}, [signed])


@picture
def tiff_palette_of_8_bits() -> bytes:
    """The palette's numbers should have 16 bits and have 8."""
    palette = [*range(256)] * 3
    return _tiff({258: [8], 262: [3], 277: [1], 320: palette}, [BYTES.tobytes()])
