"""Elements made by hand, and films that they are put into: headers as no writer of pydicom's makes them."""

from __future__ import annotations

import struct

ALL = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
PIXELS = (0x7FE0, 0x0010)
Tag = tuple[int, int]


def short(tag: Tag, representation: bytes, value: bytes) -> bytes:
    """Return an explicit little endian element whose length has 16 bits; nothing is padded."""
    return struct.pack("<HH2sH", *tag, representation, len(value)) + value


def long(tag: Tag, representation: bytes, value: bytes, length: int | None = None) -> bytes:
    """Return one whose length has 32 bits."""
    return struct.pack("<HH2sHL", *tag, representation, 0, len(value) if length is None else length) + value


def implicit(tag: Tag, value: bytes, length: int | None = None) -> bytes:
    """Return one without VR; items and their ends are such."""
    return struct.pack("<HHL", *tag, len(value) if length is None else length) + value


def before(film: bytes, tag: Tag, element: bytes) -> bytes:
    """Put an element before another of an explicit or implicit little endian film."""
    at = film.index(struct.pack("<HH", *tag), 132)
    return film[:at] + element + film[at:]


def before_pixels(film: bytes, element: bytes) -> bytes:
    """Put an element just before the pixels."""
    at = pixels_at(film)
    return film[:at] + element + film[at:]


def pixels_at(film: bytes) -> int:
    """Return where the element of the pixels begins."""
    return film.rindex(struct.pack("<HH", *PIXELS) + b"O")


def replaced(film: bytes, tag: Tag, element: bytes) -> bytes:
    """Put an element, or nothing, in the place of one whose length has 16 bits."""
    at = film.index(struct.pack("<HH", *tag), 132)
    (length,) = struct.unpack_from("<H", film, at + 6)
    return film[:at] + element + film[at + 8 + length :]


def start_of(film: bytes) -> int:
    """Return where the data set begins, at its SOP class."""
    return film.index(struct.pack("<HH", 0x0008, 0x0016), 132)


def named(film: bytes, syntax: bytes) -> bytes:
    """Name another transfer syntax, of any length."""
    return replaced(film, (0x0002, 0x0010), short((0x0002, 0x0010), b"UI", syntax + b"\0" * (len(syntax) % 2)))
