"""Bombs are told from the bytes, before anything is built of them; whatever else is wrong is left to the parser."""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from models.reading.dataset.structure import MOST_DEPTH, MOST_ELEMENTS, structure_of
from models.values.refusal import NotARadiograph, RefusalCode

_MOST = 1_000_000
_DEFLATED, _EXPLICIT, _IMPLICIT, _BIG = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
_ITEM, _ITEM_END, _SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
_ALL = 0xFFFFFFFF


def _file(syntax: str, body: bytes) -> bytes:
    name = syntax.encode() + b"\0" * (len(syntax) % 2)
    return b"\0" * 128 + b"DICM" + struct.pack("<HH2sH", 2, 0x10, b"UI", len(name)) + name + body


def _nested(depth: int, syntax: str, *, delimited: bool) -> bytes:
    """Return a sequence in a sequence and so on, as deep as wanted."""
    order = ">" if syntax == _BIG else "<"
    body = b""
    for _ in range(depth):
        inner = len(body) + 8
        head = struct.pack(f"{order}HH", 0x0040, 0x0275) + (b"" if syntax == _IMPLICIT else b"SQ\0\0")
        item = struct.pack(f"{order}HHL", *_ITEM, _ALL if delimited else len(body))
        ends = struct.pack(f"{order}HHLHHL", *_ITEM_END, 0, *_SEQUENCE_END, 0) if delimited else b""
        body = head + struct.pack(f"{order}L", _ALL if delimited else inner) + item + body + ends
    return _file(syntax, body)


def _code(data: bytes, most: int = _MOST) -> RefusalCode:
    with pytest.raises(NotARadiograph) as caught:
        structure_of(data, most=most)
    assert caught.value.sentence.endswith(".")
    return caught.value.code


@pytest.mark.parametrize("delimited", [True, False])
@pytest.mark.parametrize("syntax", [_EXPLICIT, _IMPLICIT, _BIG])
def test_a_header_may_be_nested_as_deep_as_that_and_no_deeper(syntax: str, delimited: bool) -> None:
    structure_of(_nested(MOST_DEPTH, syntax, delimited=delimited), most=_MOST)
    assert _code(_nested(MOST_DEPTH + 1, syntax, delimited=delimited)) == RefusalCode.TOO_DEEP
    assert _code(_nested(20_000, syntax, delimited=delimited)[:200_000]) == RefusalCode.TOO_DEEP


def test_what_is_deflated_is_nested_no_deeper() -> None:
    deep = _nested(MOST_DEPTH + 1, _EXPLICIT, delimited=True)
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = packer.compress(deep[deep.index(struct.pack("<HH", 0x40, 0x275)) :]) + packer.flush()
    assert _code(_file(_DEFLATED, packed)) == RefusalCode.TOO_DEEP


def test_sequences_side_by_side_are_not_nested() -> None:
    one = _nested(1, _EXPLICIT, delimited=True)
    start = one.index(struct.pack("<HH", 0x40, 0x275))
    structure_of(one[:start] + one[start:] * 500, most=_MOST)


def test_a_header_of_elements_without_end_is_refused() -> None:
    empty = struct.pack("<HH2sH", 0x0008, 0x0060, b"CS", 0)
    structure_of(_file(_EXPLICIT, empty * 1000), most=_MOST)
    assert _code(_file(_EXPLICIT, empty * (MOST_ELEMENTS + 2))) == RefusalCode.TOO_LARGE


def test_a_deflated_file_is_inflated_up_to_the_bound_and_no_further() -> None:
    """A megabyte of zeros and then ten gigabytes, of which nobody ever holds more than the bound."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    body = struct.pack("<HH2sHL", 0x7FE0, 0x0010, b"OB", 0, _MOST - 12) + bytes(_MOST - 12)
    fits = packer.compress(body) + packer.flush(zlib.Z_FULL_FLUSH)
    structure_of(_file(_DEFLATED, fits), most=_MOST)
    assert _code(_file(_DEFLATED, fits + fits * 10_000)) == RefusalCode.TOO_LARGE


def test_lengths_beyond_the_file_are_left_to_the_parser() -> None:
    for length in (_ALL - 1, 1 << 31, 1 << 20):
        structure_of(_file(_EXPLICIT, struct.pack("<HH2sHL", 0x0009, 0x1001, b"OB", 0, length) + b"abc"), most=_MOST)


@given(st.binary(max_size=400), st.sampled_from([_DEFLATED, _EXPLICIT, _IMPLICIT, _BIG, "", "1.2.3"]))
def test_any_bytes_pass_or_are_refused(body: bytes, syntax: str) -> None:
    for data in (body, _file(syntax, body)):
        with contextlib.suppress(NotARadiograph):
            structure_of(data, most=_MOST)


def test_every_file_that_pydicom_bundles_passes() -> None:
    files = [file for file in Path(pydicom.__file__).parent.glob("data/test_files/**/*") if file.is_file()]
    assert len(files) > 70
    for file in files:
        structure_of(file.read_bytes(), most=100_000_000)


def test_a_film_with_a_sequence_and_a_compressed_icon_passes(build: Callable[..., bytes]) -> None:
    icon = Dataset()
    icon.Rows = icon.Columns = 8
    icon.PixelData = bytes(64)
    icon["PixelData"].VR = "OB"
    structure_of(build(IconImageSequence=[icon]), most=_MOST)


def test_a_deflate_bomb_is_refused_by_the_reader_before_it_is_parsed(
    refused: Callable[[bytes], NotARadiograph], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.reading.read.MOST_BYTES", _MOST)
    monkeypatch.delattr("models.reading.read.read_dicom")
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert refused(_file(_DEFLATED, packer.compress(bytes(2 * _MOST)) + packer.flush())).code == RefusalCode.TOO_LARGE
