"""All elements of a header as text. Whatever one holds, the others are listed."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import DataElement, Dataset
from pydicom.datadict import dictionary_description, dictionary_has_tag
from pydicom.errors import BytesLengthException
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from models.reading.dataset.dataset import dataset_of
from models.reading.dataset.raw import UNREADABLE
from models.reading.dataset.structure import MOST_DEPTH, Structure
from models.reading.dicom.quiet import quiet
from models.values.listed_tag import ListedTag

_MOST, _LONGEST = 5000, 1000
_NOT_READ = "(cannot be read)"
_ODD = (*UNREADABLE, BytesLengthException)


def listed(structure: Structure) -> tuple[ListedTag, ...]:
    """Return the elements of a file in their order, those of sequences below them; the first 5,000.

    Args:
        structure: Of the file.
    """
    with quiet():
        meta = [_of_meta(tag, value) for tag, value in sorted(structure.encoded.meta.items())]
        return (*meta, *_listed(dataset_of(structure), 0))[:_MOST]


def _of_meta(tag: tuple[int, int], value: bytes) -> ListedTag:
    number = BaseTag(tag[0] << 16 | tag[1])
    text = value.decode("latin-1").strip(" \0") if tag[1] else str(int.from_bytes(value, "little"))
    return ListedTag(0, _spelt(number), _name(number), "", _short(text if text.isascii() and text.isprintable() else _bytes(value)))


def _listed(dataset: Dataset, depth: int) -> Iterator[ListedTag]:
    for tag in sorted(dataset.keys()):
        try:
            element = dataset[tag]
        except _ODD:
            yield ListedTag(depth, _spelt(tag), _name(tag), "", _NOT_READ)
            continue
        yield ListedTag(depth, _spelt(tag), _name(tag), str(element.VR), _short(_text(element)))
        if element.VR == "SQ" and depth < MOST_DEPTH:
            for item in element.value or ():
                yield from _listed(item, depth + 1)


def _text(element: DataElement) -> str:
    if element.VR == "SQ":
        count = len(element.value or ())
        return "1 item" if count == 1 else f"{count} items"
    value = element.value
    if isinstance(value, bytes):
        return _bytes(value)
    try:
        return "\\".join(map(str, value)) if isinstance(value, MultiValue | list) else str("" if value is None else value)
    except _ODD:
        return _NOT_READ


def _bytes(value: bytes) -> str:
    return "(1 byte)" if len(value) == 1 else f"({len(value):,} bytes)"


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[:_LONGEST]}…"


def _spelt(tag: BaseTag) -> str:
    return f"({tag.group:04x},{tag.element:04x})"


def _name(tag: BaseTag) -> str:
    return dictionary_description(tag) if dictionary_has_tag(tag) else ""
