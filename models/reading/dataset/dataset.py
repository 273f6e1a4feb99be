"""A data set for pydicom, of elements that stay bytes until they are read, so that none stops the reading of another."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

from pydicom import DataElement, Dataset, FileDataset
from pydicom.charset import convert_encodings, python_encoding
from pydicom.dataelem import RawDataElement
from pydicom.dataset import FileMetaDataset
from pydicom.tag import BaseTag
from pydicom.uid import UID

from models.reading.dataset.elements import KNOWN, PIXELS
from models.reading.dataset.raw import element_of
from models.reading.dataset.structure import Structure, first_item

_CHARACTER_SET = BaseTag(0x00080005)
_PIXEL_DATA = BaseTag(PIXELS[0] << 16 | PIXELS[1])
_UTF8, _LATIN1 = "ISO_IR 192", "ISO_IR 100"
_IN_META = {"TransferSyntaxUID": (0x0002, 0x0010), "MediaStorageSOPClassUID": (0x0002, 0x0002)}
_IN_WORDS = (0x0008, 0x0010)
"""Groups that hold text of people."""
_TEXTS = {_CODEC.name for _CODEC in map(codecs.lookup, python_encoding.values())}
"""Python's names of the standard's character sets. Other codecs of Python may be none for text, or read anything as Chinese."""


def dataset_of(structure: Structure) -> FileDataset:
    """Return a film's data set; of an element that is there twice the first counts."""
    encoded = structure.encoded
    meta = FileMetaDataset()
    for keyword, tag in _IN_META.items():
        if value := encoded.meta.get(tag):
            setattr(meta, keyword, UID(value.decode("ascii", "replace")))
    raw = _raw(structure)
    return _with_text(FileDataset("", raw, None, meta, encoded.implicit, encoded.order == "<"), raw.values())


def item_of(dataset: Dataset, keyword: str) -> Dataset | None:
    """Return the first item of a sequence, or None; an item without elements is one."""
    element = element_of(dataset, keyword)
    if not isinstance(element, RawDataElement):
        return None
    found = first_item(element.value or b"", "<" if element.is_little_endian else ">", implicit=element.is_implicit_VR)
    if found is None:
        return None
    item = Dataset(_raw(found))
    item.set_original_encoding(element.is_implicit_VR, element.is_little_endian, dataset.original_character_set)
    return item


def _raw(structure: Structure) -> dict[BaseTag, DataElement | RawDataElement]:
    encoded = structure.encoded
    found: dict[BaseTag, DataElement | RawDataElement] = {}
    for element in structure.elements:
        tag = BaseTag(element.tag[0] << 16 | element.tag[1])
        if tag in found and (tag != _PIXEL_DATA or len(found[tag].value or b"") >= element.length):
            continue
        representation = element.representation.decode() if element.representation in KNOWN else "UN" if element.representation else None
        value = encoded.data[element.start : element.start + element.length]
        found[tag] = RawDataElement(tag, representation, element.length, value, element.start, encoded.implicit, encoded.order == "<")
    return found


def _with_text(dataset: FileDataset, elements: Iterable[DataElement | RawDataElement]) -> FileDataset:
    """Tell pydicom the character set, or one that serves where the file's is none."""
    named = dataset.get_item(_CHARACTER_SET)
    names = (named.value or b"").decode("ascii", "replace") if named is not None else ""
    encodings = convert_encodings([name.strip(" \0") for name in names.split("\\")])
    if any(codecs.lookup(name).name not in _TEXTS for name in encodings):
        words = b"".join(one.value or b"" for one in elements if one.tag.group in _IN_WORDS)
        encodings = convert_encodings(_UTF8 if _is_utf8(words) else _LATIN1)
    dataset.set_original_encoding(dataset.original_encoding[0], dataset.original_encoding[1], encodings)
    return dataset


def _is_utf8(words: bytes) -> bool:
    try:
        return bool(words.decode("utf-8"))
    except UnicodeDecodeError:
        return False
