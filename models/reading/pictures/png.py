"""A PNG without what is of no account for its pixels."""

from __future__ import annotations

import struct
import zlib

_SIGNATURE = 8
_FRAME = 12
"""Bytes of a chunk's length, kind and checksum."""
_OF_ACCOUNT = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
"""Pixels, their transparency, and further pictures."""
_EXIF, _LONGEST_EXIF = b"eXIf", 65_535
"""It says which way up they are."""


def bare(data: bytes) -> bytes:
    """Return a PNG of its pixels alone: no texts, no profiles; what is behind a chunk that is cut off stays as it is."""
    kept, at = [data[:_SIGNATURE]], _SIGNATURE
    while at + _FRAME <= len(data):
        length, kind = struct.unpack_from(">L4s", data, at)
        end = at + _FRAME + length
        is_sound = data[end - 4 : end] == struct.pack(">L", zlib.crc32(data[at + 4 : end - 4]))
        if kind in _OF_ACCOUNT or (kind == _EXIF and length <= _LONGEST_EXIF and is_sound) or end > len(data):
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
