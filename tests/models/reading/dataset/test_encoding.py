"""Where a data set begins and how it is written, also where the file says nothing of it or something else."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np
import pytest
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from models.reading.dataset.encoding import encoded, looks_like_dicom
from models.reading.kinds import START, Kind, kind_of
from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import implicit, named, replaced, short, start_of
from tests.films import WEDGE, compressed, dataset

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
EXPLICIT, IMPLICIT, BIG, DEFLATED = b"1.2.840.10008.1.2.1", b"1.2.840.10008.1.2", b"1.2.840.10008.1.2.2", b"1.2.840.10008.1.2.1.99"
CLASS = b"\x08\0\x16\0"


def _is_the_wedge(film: Radiograph) -> bool:
    return film.pixels.shape == WEDGE.shape and bool(np.abs(film.pixels - WEDGE / 4095).max() < 1e-6)


def _deflated(data: bytes, *, header: bool = False) -> bytes:
    writer = zlib.compressobj(wbits=zlib.MAX_WBITS if header else -zlib.MAX_WBITS)
    return writer.compress(data) + writer.flush()


def _explicit() -> bytes:
    return compressed(dataset(WEDGE), dataset().file_meta.TransferSyntaxUID)


def _implicit() -> bytes:
    return compressed(dataset(WEDGE), ImplicitVRLittleEndian)


def _big() -> bytes:
    return compressed(dataset(WEDGE), ExplicitVRBigEndian)


BEGINNINGS = {
    "no preamble": lambda: _explicit()[132:],
    "no prefix": lambda: _explicit()[:128] + _explicit()[132:],
    "no preamble, but the prefix": lambda: _explicit()[128:],
    "a preamble like a TIFF's": lambda: b"II*\0" + b"x" * 124 + _explicit()[128:],
    "no meta information": lambda: _explicit()[:132] + _explicit()[start_of(_explicit()) :],
    "neither, explicit": lambda: _explicit()[start_of(_explicit()) :],
    "neither, implicit": lambda: _implicit()[_implicit().index(CLASS, 132) :],
    "neither, big endian": lambda: _big()[_big().index(b"\0\x08\0\x16", 132) :],
    "a preamble of zeros alone": lambda: bytes(128) + _explicit()[start_of(_explicit()) :],
    "a preamble of zeros alone, implicit": lambda: bytes(128) + _implicit()[_implicit().index(CLASS, 132) :],
    "a preamble of zeros alone, big endian": lambda: bytes(128) + _big()[_big().index(b"\0\x08\0\x16", 132) :],
    "neither, a group's length first": lambda: short((8, 0), b"UL", b"\0\1\0\0") + _explicit()[start_of(_explicit()) :],
    "neither, a group's length first, implicit": lambda: implicit((8, 0), b"\0\1\0\0") + _implicit()[_implicit().index(CLASS, 132) :],
    "neither, its character set first": lambda: implicit((8, 5), b"ISO_IR 100") + _implicit()[_implicit().index(CLASS, 132) :],
    "neither, a date first": lambda: implicit((8, 0x12), b"20200101") + _implicit()[_implicit().index(CLASS, 132) :],
    "neither, its instance first": lambda: _implicit()[_implicit().index(b"\x08\0\x18\0", 132) :],
    "neither, its modality first": lambda: _implicit()[_implicit().index(b"\x08\0\x60\0", 132) :],
    "neither, an unknown VR first": lambda: short((8, 8), b"??", b"ABCD") + _explicit()[start_of(_explicit()) :],
    "meta information without VR": lambda: _explicit()[:132] + implicit((2, 0x10), EXPLICIT + b"\0") + _explicit()[start_of(_explicit()) :],
    "meta information of another length": lambda: replaced(_explicit(), (2, 0), short((2, 0), b"UL", b"\1\0\0\0")),
}


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_a_file_is_read_wherever_it_begins(kind: str, read: Read) -> None:
    data = BEGINNINGS[kind]()
    assert looks_like_dicom(data)
    assert kind_of(data[:START]) is Kind.DICOM, "in a folder it is no stranger"
    film = read(data)
    assert _is_the_wedge(film)
    assert film.header.notes == ()


@pytest.mark.parametrize("data", [b"", b"\x08\0", b"\x08\0" + b"\xff" * 200, b"\0\x08" + b"\0" * 200, b"\0" * 300, b"DIC", b"\x02\0\0\0"])
def test_what_does_not_begin_so_is_no_dicom(data: bytes) -> None:
    assert not looks_like_dicom(data)


@pytest.mark.parametrize("syntax", [EXPLICIT, IMPLICIT, DEFLATED, EXPLICIT + b"  ", EXPLICIT + b"\0\0\0", b"", b"\0\0", b"no number"])
@pytest.mark.parametrize("written", [_explicit, _implicit])
def test_the_bytes_tell_how_a_data_set_is_written(written: Callable[[], bytes], syntax: bytes, read: Read) -> None:
    assert _is_the_wedge(read(named(written(), syntax)))


@pytest.mark.parametrize("syntax", [b"\xff\xfe\xfd", b"Doe^Jane", b"1.2\n3"])
def test_what_is_no_identifier_is_not_kept_as_one(syntax: bytes, read: Read) -> None:
    assert read(named(_explicit(), syntax)).header.transfer_syntax == EXPLICIT.decode()


def test_a_byte_order_other_than_the_named_one_is_noted(read: Read) -> None:
    for data in (named(_explicit(), BIG), named(_big(), EXPLICIT), named(_big(), IMPLICIT)):
        film = read(data)
        assert _is_the_wedge(film)
        assert film.header.notes == (Note.SYNTAX_CONTRADICTED,)


@pytest.mark.parametrize("syntax", [DEFLATED, EXPLICIT, IMPLICIT])
@pytest.mark.parametrize("header", [False, True])
def test_a_deflated_data_set_is_inflated_whatever_it_is_called(syntax: bytes, header: bool, read: Read) -> None:
    data = named(_explicit(), syntax)
    at = start_of(data)
    assert _is_the_wedge(read(data[:at] + _deflated(data[at:], header=header)))


def test_a_deflated_data_set_that_is_cut_off_is_refused(refused: Refused) -> None:
    data = named(_explicit(), DEFLATED)
    packed = _deflated(data[start_of(data) :])
    assert refused(data[: start_of(data)] + packed[: len(packed) // 2]).code in {RefusalCode.DAMAGED_PIXELS, RefusalCode.TRUNCATED}


def test_a_file_that_names_no_syntax_is_recorded_as_what_it_is(read: Read) -> None:
    assert read(_implicit()[_implicit().index(CLASS, 132) :]).header.transfer_syntax == ImplicitVRLittleEndian


@pytest.mark.parametrize(("written", "order", "is_implicit"), [(_explicit, "<", False), (_implicit, "<", True), (_big, ">", False)])
def test_the_meta_information_is_apart(written: Callable[[], bytes], order: str, is_implicit: bool) -> None:
    data = written()
    found = encoded(data, most=10**9)
    assert (found.order, found.implicit, found.data) == (order, is_implicit, data)
    assert found.syntax.decode() == data[data.index(b"1.2.840.10008.1.2") :].split(b"\0")[0].split(b"\x02")[0].decode()
