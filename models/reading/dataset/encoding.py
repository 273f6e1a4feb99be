"""How a DICOM file's data set is encoded: by its file meta information, and by its bytes where these contradict it."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace

from models.reading.dataset.elements import KNOWN, UNDEFINED, element_at, leads_on
from models.values.refusal import NotARadiograph, RefusalCode

_PREFIX = b"DICM"
_META, _IDENTITY, _HIGHEST = 0x0002, 0x0008, 0x00FF
"""Groups that a file may begin with."""
_DEFLATED, _BIG_ENDIAN, _IMPLICIT = b"1.2.840.10008.1.2.1.99", b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2"
_SYNTAX = (0x0002, 0x0010)
_FIRST_GROUPS = {"<": (b"\x02\0", b"\x08\0"), ">": (b"\0\x08",)}
_FORMS = (("<", False), ("<", True), (">", False))
_STEP = 1 << 22
_SURE, _CONSISTENT = 4, 3


@dataclass(frozen=True)
class Encoded:
    """A data set and how to read it.

    Attributes:
        data: The bytes that hold it, inflated.
        start: Where it begins.
        meta: Values of the file meta information, by tag.
        order: ``<`` or ``>``, as ``struct`` has it.
        implicit: Whether its elements have no VR.
    """

    data: bytes
    start: int
    meta: dict[tuple[int, int], bytes]
    order: str = "<"
    implicit: bool = False

    @property
    def syntax(self) -> bytes:
        """The transfer syntax that the file names; empty where it names none."""
        return self.meta.get(_SYNTAX, b"")


def looks_like_dicom(data: bytes) -> bool:
    """Tell a DICOM file by its prefix (PS3.10 7.1), or by the first element of a file without one."""
    return _begin(data) is not None


def encoded(data: bytes, *, most: int) -> Encoded:
    """Return a file's data set.

    Args:
        data: The file.
        most: Bytes that it may have when inflated.

    Raises:
        NotARadiograph: It inflates to more.
    """
    at, meta = _begin(data) or 0, {}
    while (element := element_at(data, at, len(data), "<", implicit=False)) and element.tag[0] == _META and element.length != UNDEFINED:
        at = element.start + element.length
        meta[element.tag] = data[element.start : at].strip(b" \0")
    found = Encoded(data, at, meta)
    named = {_IMPLICIT: _FORMS[1], _BIG_ENDIAN: _FORMS[2]}.get(found.syntax, _FORMS[0])
    if found.syntax == _DEFLATED or not any(_begins(data, at, *form) for form in _FORMS):
        inflated = _inflated(data[at:], most)
        if any(_begins(inflated, 0, *form) for form in _FORMS):
            found = replace(found, data=inflated, start=0)
    order, implicit = max((named, *_FORMS), key=lambda form: _rating(found.data, found.start, *form))
    return replace(found, order=order, implicit=implicit)


def _begin(data: bytes) -> int | None:
    """Return where the first element is, behind preamble and prefix where they are there; None where there is none."""
    for at in (128, 0):
        if data[at : at + 4] == _PREFIX:
            return at + 4
    for at in (0, 128):
        forms = [form for form in _FORMS if data[at : at + 2] in _FIRST_GROUPS[form[0]]]
        # A preamble of zeros; another may be a picture's beginning.
        if any(_begins(data, at, *form) for form in forms) and not any(data[:at]):
            return at
    return None


def _begins(data: bytes, at: int, order: str, implicit: bool) -> bool:
    """Tell whether a data set of an encoding can begin at a place."""
    if at + 8 > len(data):
        return False
    group, _, length = struct.unpack_from(f"{order}HHL", data, at)
    if group > _HIGHEST or (group < _IDENTITY and group != _META):
        return False
    has_representation = data[at + 4 : at + 6] in KNOWN
    fits = not has_representation and length <= len(data) - at - 8 if implicit else has_representation
    return fits or _rating(data, at, order, implicit) >= _SURE


def _rating(data: bytes, at: int, order: str, implicit: bool) -> int:
    """Rate how well a data set of an encoding begins at a place, by its first element and what is behind that."""
    element = element_at(data, at, len(data), order, implicit=implicit)
    if element is None or element.tag[0] > _HIGHEST:
        return -3
    return 2 * leads_on(data, element, len(data), order) + _CONSISTENT * (implicit != (data[at + 4 : at + 6] in KNOWN))


def _inflated(data: bytes, most: int) -> bytes:
    """Inflate; what swells beyond ``most`` is never held."""
    has_zlib_header = data[:1] == b"\x78" and int.from_bytes(data[:2], "big") % 31 == 0  # RFC 1950; PS3.5 A.5 has none.
    window = zlib.MAX_WBITS if has_zlib_header else -zlib.MAX_WBITS
    stream, total, rest = zlib.decompressobj(window), 0, data
    try:
        while rest and not stream.eof:
            total += len(stream.decompress(rest, _STEP))
            rest = stream.unconsumed_tail
            if total > most:
                sentence = f"The file inflates to more than {most // 1_000_000} MB, which no radiograph has; export it uncompressed."
                raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)
        return zlib.decompressobj(window).decompress(data)
    except zlib.error:
        return b""
