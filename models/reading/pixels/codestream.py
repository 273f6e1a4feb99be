"""What a compressed frame says of itself before anything is decoded: its size and which codec wrote it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.uid import (
    UID,
    HTJ2KLossless,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

_SIZES = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}
"""JPEG markers that are followed by the frame's size: SOF0 … SOF15 and JPEG-LS."""
_SCAN, _MOST_BITS = 0xDA, 16
_SIZ = b"\xff\x4f\xff\x51"
_BY_FRAME = {0xC0: JPEGBaseline8Bit, 0xC1: JPEGBaseline8Bit, 0xC2: JPEGBaseline8Bit, 0xC3: JPEGLosslessSV1, 0xF7: JPEGLSLossless}
"""A syntax whose decoder reads what follows a marker; Baseline's reads all lossy JPEG of 8 bits."""
_LOSSY = {0xC0, 0xC1, 0xC2}
_FIRST_OF_RLE, _MOST_SEGMENTS = 64, 15


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


def syntax_of(frame: bytes) -> UID | None:
    """Return a transfer syntax whose decoder reads a compressed frame, by its bytes alone; None where they tell nothing."""
    size = frame_size(frame)
    if size is None:
        return RLELossless if _is_rle(frame) else None
    place = _start_of_frame(frame) if frame[:2] == b"\xff\xd8" else None
    if place is None:
        start = frame.find(_SIZ, 0, 4096)
        after = start + 4 + int(struct.unpack_from(">H", frame, start + 4)[0])
        return HTJ2KLossless if frame[after : after + 2] == b"\xff\x50" else JPEG2000Lossless
    marker = frame[place + 1]
    return JPEGExtended12Bit if marker in _LOSSY and size.bits > 8 else _BY_FRAME.get(marker)


def rle_bits(frame: bytes, samples: int) -> int | None:
    """Return the bits of a sample in run lengths, 8 for each of a pixel's segments (PS3.5 G.2); None where there are others."""
    count = int.from_bytes(frame[:4], "little")
    return 8 * count // samples if _is_rle(frame) and count in (samples, 2 * samples) else None


def _is_rle(frame: bytes) -> bool:
    """Tell the header of run lengths (PS3.5 G.5) by its offsets, of which the first is known and the others ascend."""
    if len(frame) <= _FIRST_OF_RLE:
        return False
    count, *offsets = struct.unpack_from("<16L", frame)
    used, unused = offsets[:count], offsets[count:]
    return (
        0 < count <= _MOST_SEGMENTS and used[0] == _FIRST_OF_RLE and used == sorted(set(used)) and used[-1] < len(frame) and not any(unused)
    )


def _jpeg(frame: bytes) -> FrameSize | None:
    place = _start_of_frame(frame)
    if place is None:
        return None
    bits, rows, columns, samples = struct.unpack_from(">BHHB", frame, place + 4)
    return FrameSize(rows, columns, bits, samples)


def is_sound_jpeg(frame: bytes) -> bool:
    """Tell a JPEG of at most 16 bits whose markers follow each other up to the scan; GDCM ends the process over others."""
    try:
        size = frame_size(frame)
        return size is not None and size.bits <= _MOST_BITS and any(marker == _SCAN for marker, _ in _markers(frame))
    except (IndexError, struct.error):
        return False


def _start_of_frame(frame: bytes) -> int | None:
    """Return where the marker is that the size follows."""
    return next((place for marker, place in _markers(frame) if marker in _SIZES), None)


def _markers(frame: bytes) -> Iterator[tuple[int, int]]:
    """Yield each marker and its place, as long as one follows the other."""
    place = 2
    while frame[place] == 0xFF:
        marker = frame[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        yield marker, place
        place += 2 + int(struct.unpack_from(">H", frame, place + 2)[0])


def _jpeg2000(stream: bytes) -> FrameSize:
    right, bottom, left, top = struct.unpack_from(">4I", stream, 8)
    (samples,) = struct.unpack_from(">H", stream, 40)
    return FrameSize(bottom - top, right - left, (stream[42] & 0x7F) + 1, samples)
