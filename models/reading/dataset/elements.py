"""One element of a data set, found in its bytes (PS3.5 7.1), also where its header is not quite as the standard has it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
PIXELS = (0x7FE0, 0x0010)

_DELIMITERS = 0xFFFE
_SEARCHED = 4096
_LONG = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_SHORT = {
    b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"PN", b"SH", b"SL", b"SS", b"ST", b"TM", b"UI",
    b"UL", b"US",
}  # fmt: skip
KNOWN = _LONG | _SHORT


@dataclass(frozen=True, slots=True)
class Element:
    """An element's header.

    Attributes:
        tag: Group and number.
        representation: The two letters of its VR; empty where it is written without.
        length: Of its value in bytes, or ``UNDEFINED``.
        start: Of its value.
    """

    tag: tuple[int, int]
    representation: bytes
    length: int
    start: int


def element_at(data: bytes, at: int, end: int, order: str, *, implicit: bool) -> Element | None:
    """Return the element that begins at a place, or None where the bytes end.

    Where its VR leaves a doubt of the form of its length (PS3.5 6.2 and 7.1.2), that form counts which leads to another element.

    Args:
        data: The bytes.
        at: Where its tag is.
        end: Of the data set or item that it is in.
        order: ``<`` or ``>``, as ``struct`` has it.
        implicit: Whether its neighbours have no VR.
    """
    if at + 8 > end:
        return None
    tag = struct.unpack_from(f"{order}HH", data, at)
    if tag[0] == _DELIMITERS:
        return Element(tag, b"", struct.unpack_from(f"{order}L", data, at + 4)[0], at + 8)
    readings = list(_readings(data, at, end, order, tag, implicit=implicit))
    if len(readings) < 2:
        return readings[0] if readings else None
    return max(readings, key=lambda one: leads_on(data, one, end, order))


def _readings(data: bytes, at: int, end: int, order: str, tag: tuple[int, int], *, implicit: bool) -> Iterator[Element]:
    """Yield what an element's header can mean, the likeliest first."""
    representation = data[at + 4 : at + 6]
    (length,) = struct.unpack_from(f"{order}H", data, at + 6)
    plain = Element(tag, b"", struct.unpack_from(f"{order}L", data, at + 4)[0], at + 8)
    short = Element(tag, representation, length, at + 8)
    wide = [Element(tag, representation, struct.unpack_from(f"{order}L", data, at + 8)[0], at + 12)] if at + 12 <= end else []
    if_reserved = wide if not length else []
    if implicit:
        yield from [plain, short, *if_reserved] if representation in KNOWN else [plain]
    elif representation in _SHORT:
        yield from [short, *if_reserved]
    elif representation in _LONG:
        yield from wide if not length else [short, *wide]
    elif representation.isalpha() and representation.isupper():
        yield from [*if_reserved, short, plain]
    else:
        yield from [plain, short, *if_reserved]


def leads_on(data: bytes, element: Element, end: int, order: str) -> int:
    """Rate how well the bytes behind an element begin another, from -1 to 2.

    Args:
        data: The bytes.
        element: In them.
        end: Of the data set or item that it is in.
        order: ``<`` or ``>``.
    """
    if element.length == UNDEFINED:
        return 2 if data[element.start : element.start + 4] == struct.pack(f"{order}HH", *ITEM) else 0
    after = element.start + element.length
    if after >= end or after + 8 > end:
        return 2 if after == end else -1
    tag = struct.unpack_from(f"{order}HH", data, after)
    if tag in (ITEM, ITEM_END, SEQUENCE_END):
        return 2
    ascends = tag > element.tag
    representation = data[after + 4 : after + 6]
    if representation in KNOWN:
        return 1 + ascends
    length = struct.unpack_from(f"{order}L", data, after + 4)[0]
    fits = length == UNDEFINED or after + 8 + length <= end
    return int(ascends and (fits or (representation.isalpha() and representation.isupper())))


def true_end(data: bytes, element: Element, end: int, order: str) -> int:
    """Return where an element's value ends, also where its length is wrong and the next element is near.

    Args:
        data: The bytes.
        element: With a VR and a defined length.
        end: Of the data set.
        order: ``<`` or ``>``.
    """
    after = element.start + element.length
    if leads_on(data, element, end, order) == 2 or data[after + 4 : after + 6] in KNOWN:
        return after
    beyond = element_at(data, after, end, order, implicit=False)
    if beyond and leads_on(data, beyond, end, order) == 2:
        return after
    for at in range(element.start, min(element.start + _SEARCHED, end - 8)):
        if data[at + 4 : at + 6] in KNOWN:
            found = element_at(data, at, end, order, implicit=False)
            if found and found.tag > element.tag and found.tag <= PIXELS and leads_on(data, found, end, order) == 2:
                return at
    return after
