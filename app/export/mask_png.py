"""Masks as PNG of one bit a pixel (PNG specification, third edition, sections 5, 7.3 and 9).

Pillow reads them, and writes them ten times as slowly: it took longer than all else that recording a film takes
(docs/decisions/0028). Each row is filtered by *Up*, so that what repeats from row to row becomes zeros; run lengths hold those
in fewer bytes than a search for repeats does, and sooner.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2


def mask_png(mask: NDArray[np.bool_]) -> bytes:
    """Return a mask, H×W, as the bytes of a PNG: 1 is white."""
    rows = np.packbits(mask, axis=1)
    filtered = np.empty((len(rows), rows.shape[1] + 1), np.uint8)
    filtered[:, 0], filtered[0, 1:] = _UP, rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    height, width = mask.shape
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    deflate = zlib.compressobj(1, strategy=zlib.Z_RLE)
    data = deflate.compress(filtered.tobytes()) + deflate.flush()
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
