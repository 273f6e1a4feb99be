"""What no chest film is: too small, too large, or without content."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from models.radiograph import NotARadiograph, RefusalCode

SMALLEST, LARGEST = 128, 12_000
LARGEST_INFLATED = 1 << 29
"""Bytes; what the largest film that is read takes up, of 16 bits in three channels, and more."""
_STEP = 1 << 22
_DEFLATED = b"1.2.840.10008.1.2.1.99"
MOST_SAMPLES = 64_000_000
"""More than any detector or film digitiser gives; what the reader holds of them stays below 1.5 GB."""


def check_size(*, rows: int, columns: int, samples: int = 1) -> None:
    """Refuse what is too small to be read or too large to be held.

    Args:
        rows, columns: Of the image.
        samples: Numbers of up to 16 bits that a pixel takes up: 1 for grey, 3 for colour.

    Raises:
        NotARadiograph: A side or the whole is out of bounds.
    """
    if min(rows, columns) < SMALLEST:
        sentence = (
            f"The image has {columns} × {rows} pixels, and a chest film needs at least {SMALLEST} each way; export it at its full size."
        )
        raise NotARadiograph(RefusalCode.TOO_SMALL, sentence)
    if max(rows, columns) > LARGEST:
        sentence = f"The image has {columns} × {rows} pixels, and more than {LARGEST} each way are not read; export it smaller."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)
    if rows * columns * samples > MOST_SAMPLES:
        most = MOST_SAMPLES // samples // 1_000_000
        sentence = f"The image has {columns} × {rows} pixels, and more than {most} million of its kind are not read; export it smaller."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)


def check_inflation(data: bytes) -> None:
    """Refuse a deflated DICOM file that swells beyond what a film can be, before it is inflated in memory.

    Raises:
        NotARadiograph: It does.
    """
    start, syntax = _data_set(data)
    if syntax != _DEFLATED:
        return
    inflater, total, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, data[start:]
    while rest and not inflater.eof:
        try:
            total += len(inflater.decompress(rest, _STEP))
        except zlib.error:
            return  # For the parser to tell.
        rest = inflater.unconsumed_tail
        if total > LARGEST_INFLATED:
            raise NotARadiograph(RefusalCode.TOO_LARGE, "The deflated file swells beyond what any film holds; export it uncompressed.")


def _data_set(data: bytes) -> tuple[int, bytes]:
    """Return where the data set begins behind the file's own group 0002, and the transfer syntax that this names."""
    place, syntax = 132, b""
    while data[place : place + 2] == b"\x02\x00":
        if data[place + 4 : place + 6] in (b"OB", b"UN", b"OW", b"UT", b"SQ"):
            head, length = 12, int.from_bytes(data[place + 8 : place + 12], "little")
        else:
            head, length = 8, int.from_bytes(data[place + 6 : place + 8], "little")
        if data[place : place + 4] == b"\x02\x00\x10\x00":
            syntax = data[place + head : place + head + length].rstrip(b"\0 ")
        place += head + length
    return place, syntax


def check_content(pixels: NDArray[np.float32]) -> None:
    """Refuse an image of a single grey.

    Raises:
        NotARadiograph: All pixels are the same.
    """
    if not pixels.size or float(np.ptp(pixels)) < 1e-4:
        raise NotARadiograph(
            RefusalCode.BLANK, "All pixels of the image have the same value, so there is nothing to see; send the film again."
        )
