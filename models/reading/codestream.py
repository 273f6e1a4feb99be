"""What a compressed frame says of itself before anything is decoded."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_SIZES = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that are followed by the frame's size: SOF0 … SOF15 and JPEG-LS."""
_SIZ = b"\xff\x4f\xff\x51"


@dataclass(frozen=True)
class FrameSize:
    """Size of a compressed frame; `bits` is the precision of its numbers, `samples` their number a pixel."""

    rows: int
    columns: int
    bits: int
    samples: int


def frame_size(frame: bytes) -> FrameSize | None:
    """Return the size that a JPEG, JPEG-LS or JPEG 2000 codestream declares, or None where none can be found."""
    try:
        if frame[:2] == b"\xff\xd8":
            return _jpeg(frame)
        start = frame.find(_SIZ, 0, 4096)
        return _jpeg2000(frame[start:]) if start >= 0 else None
    except (IndexError, struct.error):
        return None


def _jpeg(frame: bytes) -> FrameSize | None:
    place = 2
    while frame[place] == 0xFF:
        marker = frame[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in _SIZES:
            bits, rows, columns, samples = struct.unpack_from(">BHHB", frame, place + 4)
            return FrameSize(rows, columns, bits, samples)
        place += 2 + int(struct.unpack_from(">H", frame, place + 2)[0])
    return None


def _jpeg2000(stream: bytes) -> FrameSize:
    right, bottom, left, top = struct.unpack_from(">4I", stream, 8)
    (samples,) = struct.unpack_from(">H", stream, 40)
    return FrameSize(bottom - top, right - left, (stream[42] & 0x7F) + 1, samples)
