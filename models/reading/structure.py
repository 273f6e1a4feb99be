"""What a DICOM data set must not be, found in its bytes before a parser builds it: inflated without end, or nested without end."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from models.values.refusal import NotARadiograph, RefusalCode

MOST_DEPTH, MOST_ELEMENTS = 32, 200_000

_DEFLATED, _BIG_ENDIAN, _IMPLICIT = b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2"
_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_UNDEFINED = 0xFFFFFFFF
_STEP = 1 << 22
_PIXELS, _SYNTAX = (0x7FE0, 0x0010), (0x0002, 0x0010)
_ITEM, _ITEM_END, _SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)


@dataclass(frozen=True)
class _Element:
    tag: tuple[int, int]
    representation: bytes
    length: int
    start: int


@dataclass(frozen=True)
class _Level:
    """An open sequence or item; ``end`` is None where a delimiter ends it."""

    end: int | None
    implicit: bool


def check_structure(data: bytes, *, most: int) -> None:
    """Refuse a bomb. What is damaged otherwise is left to the parser, which says so.

    Args:
        data: A DICOM file.
        most: Bytes that it may have when inflated.

    Raises:
        NotARadiograph: It inflates to more, is nested deeper than ``MOST_DEPTH``, or has more elements than ``MOST_ELEMENTS``.
    """
    syntax, start = _meta(data)
    if syntax == _DEFLATED:
        data, start = _inflated(data[start:], most), 0
    implicit = syntax == _IMPLICIT or (not syntax and not data[start + 4 : start + 6].isalpha())
    _walk(data, start, ">" if syntax == _BIG_ENDIAN else "<", implicit=implicit)


def _meta(data: bytes) -> tuple[bytes, int]:
    """Return the transfer syntax and where the data set begins (PS3.10 7.1)."""
    at, syntax = 132 if data[128:132] == b"DICM" else 0, b""
    while (element := _element(data, at, "<", implicit=False)) and element.tag[0] == 2 and element.length != _UNDEFINED:
        at = element.start + element.length
        if element.tag == _SYNTAX:
            syntax = data[element.start : at].rstrip(b" \0")
    return syntax, at


def _inflated(data: bytes, most: int) -> bytes:
    """Inflate; what swells beyond ``most`` is never held."""
    stream, total, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, data
    try:
        while rest and not stream.eof:
            total += len(stream.decompress(rest, _STEP))
            rest = stream.unconsumed_tail
            if total > most:
                sentence = f"The file inflates to more than {most // 1_000_000} MB, which no radiograph has; export it uncompressed."
                raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data)
    except zlib.error:
        return b""


def _element(data: bytes, at: int, order: str, *, implicit: bool) -> _Element | None:
    """Return the element that begins at a place (PS3.5 7.1), or None where the bytes end."""
    if at + 12 > len(data):
        return None
    group, number = struct.unpack_from(f"{order}HH", data, at)
    representation = data[at + 4 : at + 6]
    if implicit or group == 0xFFFE:
        return _Element((group, number), b"", struct.unpack_from(f"{order}L", data, at + 4)[0], at + 8)
    if representation in _LONG:
        return _Element((group, number), representation, struct.unpack_from(f"{order}L", data, at + 8)[0], at + 12)
    return _Element((group, number), representation, struct.unpack_from(f"{order}H", data, at + 6)[0], at + 8)


def _walk(data: bytes, at: int, order: str, *, implicit: bool) -> None:
    """Pass over all elements up to the pixels."""
    levels: list[_Level] = []
    for _ in range(MOST_ELEMENTS):
        while levels and (end := levels[-1].end) is not None and at >= end:
            levels.pop()
        element = _element(data, at, order, implicit=levels[-1].implicit if levels else implicit)
        if element is None or (element.tag == _PIXELS and not levels) or _is_encapsulated(element):
            return
        at = element.start
        if element.tag in (_ITEM_END, _SEQUENCE_END):
            if levels:
                levels.pop()
        elif element.tag == _ITEM or _is_sequence(element, data):
            # A sequence of unknown representation is written implicitly (PS3.5 6.2.2).
            within = (levels[-1].implicit if levels else implicit) or element.representation == b"UN"
            levels.append(_Level(None if element.length == _UNDEFINED else at + element.length, within))
            if len(levels) > 2 * MOST_DEPTH:
                sentence = f"The header is nested more than {MOST_DEPTH} deep, as no radiograph's is; export the image anew."
                raise NotARadiograph(RefusalCode.TOO_DEEP, sentence)
        else:
            at += element.length
    sentence = f"The header has more than {MOST_ELEMENTS} elements, as no radiograph's has; export the image anew."
    raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)


def _is_encapsulated(element: _Element) -> bool:
    return element.length == _UNDEFINED and (element.tag == _PIXELS or element.representation[:1] == b"O")


def _is_sequence(element: _Element, data: bytes) -> bool:
    begins_with_item = data[element.start : element.start + 4] in (b"\xfe\xff\x00\xe0", b"\xff\xfe\xe0\x00")
    return element.length == _UNDEFINED or element.representation == b"SQ" or (not element.representation and begins_with_item)
