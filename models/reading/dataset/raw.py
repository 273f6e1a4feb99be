"""What one element says, whatever its VR: texts and numbers, or nothing."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable

from pydicom import DataElement, Dataset
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement, convert_raw_data_element
from pydicom.multival import MultiValue
from pydicom.valuerep import STR_VR, PersonName

_LAYOUTS = {"US": "H", "US or SS": "H", "SS": "h", "UL": "L", "SL": "l", "UV": "Q", "SV": "q", "FL": "f", "FD": "d"}
_NUMBER = re.compile(r"([+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?) *(?:mm|MM)?")
"""As in a decimal string (PS3.5, DS), with a comma or the standard's own unit too."""
_BETWEEN = re.compile(r"\\|[;/]|, *(?=[0-9]*\.)")
"""The standard's backslash, and what is met in its place."""
_PRINTABLE = re.compile(rb"[\x20-\x7e]+[\x00 ]*")
_NAMES_AND_SEQUENCES = {"PN", "SQ"}
_WORDS = {str(representation) for representation in STR_VR}
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, NotImplementedError, RuntimeError, OSError, struct.error)
"""What pydicom raises over a value that is none of its VR."""


def element_of(dataset: Dataset, keyword: str) -> DataElement | RawDataElement | None:
    """Return an element as it is kept: raw where it was read from a file and nobody converted it; None where it is absent."""
    tag = tag_for_keyword(keyword)
    return dataset.get_item(tag) if tag is not None and tag in dataset else None


def texts(dataset: Dataset, keyword: str) -> list[str]:
    """Return an element's values as texts; none where it is absent, a sequence, a name, or no text."""
    element = element_of(dataset, keyword)
    if not isinstance(element, RawDataElement):
        return [str(one) for one in _plain(element)]
    value, representation = element.value or b"", element.VR or _usual(keyword)
    if representation in _NAMES_AND_SEQUENCES or not (representation in _WORDS or _PRINTABLE.fullmatch(value)):
        return []
    try:
        as_text = element._replace(VR="LO")
        converted = convert_raw_data_element(as_text, encoding=dataset.original_character_set or None, ds=dataset)
    except UNREADABLE:
        return []
    return [str(one) for one in _plain(converted)]


def numbers_in(dataset: Dataset, keyword: str) -> list[float]:
    """Return an element's values as numbers, up to the first that is none; they may be infinite."""
    element = element_of(dataset, keyword)
    if isinstance(element, RawDataElement):
        return _of_bytes(element.value or b"", [element.VR or "", _usual(keyword)], little=element.is_little_endian)
    return _leading(part for one in _plain(element) for part in (_BETWEEN.split(one) if isinstance(one, str) else [one]))


def bytes_of(dataset: Dataset, keyword: str) -> bytes | None:
    """Return an element's value as the file has it, in the order of the data set; None where there is none."""
    element = element_of(dataset, keyword)
    if element is None or isinstance(element.value, bytes):
        return element.value if element is not None else None
    numbers = [int(one) & 0xFFFF for one in _leading(_plain(element))]
    return struct.pack(f"{'>' if dataset.original_encoding[1] is False else '<'}{len(numbers)}H", *numbers)


def _usual(keyword: str) -> str:
    return dictionary_VR(tag_for_keyword(keyword) or 0)


def _plain(element: DataElement | RawDataElement | None) -> list[object]:
    value = element.value if element is not None and element.VR not in _NAMES_AND_SEQUENCES else None
    values = list(value) if isinstance(value, MultiValue | list | tuple) else [value]
    return [one for one in values if one is not None and not isinstance(one, PersonName)]


def _of_bytes(value: bytes, representations: list[str], *, little: bool) -> list[float]:
    """Read a value by its VR, else by the one that it should have, else as text."""
    written = _leading(_BETWEEN.split(value.decode("latin-1")))
    for representation in representations:
        layout = _LAYOUTS.get(representation)
        if layout is None and (written or (representation in _WORDS and _PRINTABLE.fullmatch(value))):
            return written
        if layout and value and len(value) % struct.calcsize(f"<{layout}") == 0:
            count = len(value) // struct.calcsize(f"<{layout}")
            if count > 1 and written and _PRINTABLE.fullmatch(value):
                return written
            return [float(one) for one in struct.unpack(f"{'<' if little else '>'}{count}{layout}", value)]
    return written


def _leading(values: Iterable[object]) -> list[float]:
    found: list[float] = []
    for one in values:
        match = _NUMBER.fullmatch(one.strip(" \0")) if isinstance(one, str) else None
        if isinstance(one, str) and match is None:
            return found
        try:
            found.append(float(match[1].replace(",", ".") if match else one))  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            return found
    return found
