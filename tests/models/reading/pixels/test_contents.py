"""Pixels that are not what the transfer syntax says: decoded as what they are, with a note, or refused."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import (
    UID,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    RLELossless,
)

from models.reading.pixels.codestream import syntax_of
from models.reading.pixels.contents import contents_of
from models.values.radiograph import Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.dicom_bytes import ALL, implicit, named, pixels_at
from tests.films import DEFLATED_IMAGE_FRAME, LOSSY, RAMP, SYNTAXES, compressed, dataset, encapsulated, saved

Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
BYTE = (RAMP >> 4).astype(np.uint8)
CODECS = (
    RLELossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEG2000Lossless,
    HTJ2KLossless,
    DEFLATED_IMAGE_FRAME,
)
NATIVE = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
JPEGS = tuple(s for s in SYNTAXES if "JPEG" in s.name and "High-Throughput" not in s.name)


def _film(syntax: UID) -> bytes:
    return compressed(dataset(BYTE if syntax == JPEGBaseline8Bit else RAMP), syntax)


def _frame(syntax: UID) -> bytes:
    return bytes(get_frame(dcmread(io.BytesIO(_film(syntax))).PixelData, 0, number_of_frames=1))


def _is_the_ramp(film: Radiograph, *, exact: bool = True) -> bool:
    return bool(np.abs(film.pixels - RAMP / 4095).max() < (1e-6 if exact else 0.02))


@pytest.mark.parametrize("written", [s for s in CODECS if s != DEFLATED_IMAGE_FRAME], ids=lambda s: s.name)
def test_a_codestream_tells_its_codec(written: UID) -> None:
    assert syntax_of(_frame(written)) == written


def test_after_a_frame_of_jpeg_ls_there_is_something_to_read_for_a_decoder_that_runs_beyond_it() -> None:
    """CharLS searched a frame that ends in its scan for eight seconds: it read on where nothing was."""
    whole, cut = _frame(JPEGLSLossless), _frame(JPEGLSLossless)[:-9]
    for frame in (whole, cut):
        film = dataset(RAMP)
        film.file_meta.TransferSyntaxUID = JPEGLSLossless
        film.PixelData = encapsulate([frame])
        film["PixelData"].is_undefined_length = True
        found = contents_of(film)
        given = get_frame(found.data, 0, number_of_frames=1)
        assert found.frame is not None
        assert given.startswith(found.frame)
        assert len(given) >= len(found.frame) + 8


@pytest.mark.parametrize("frame", [b"", b"\xff\xd8", b"\xff\xd8\xff\xc0\0", RAMP.tobytes(), b"\1\0\0\0" + b"\0" * 100, b"\xff\x4f\xff\x51"])
def test_what_is_no_codestream_tells_nothing(frame: bytes) -> None:
    assert syntax_of(frame) is None


@pytest.mark.parametrize("written", CODECS, ids=lambda s: s.name)
def test_a_codestream_of_another_codec_is_decoded_as_what_it_is(written: UID, read: Read) -> None:
    together = {JPEGBaseline8Bit, JPEGExtended12Bit}
    for said in (*CODECS, *NATIVE):
        if said == written or {said, written} == together:
            continue
        film = read(named(_film(written), said.encode()))
        assert _is_the_ramp(film, exact=written not in LOSSY)
        assert film.header.notes == (Note.SYNTAX_CONTRADICTED,)
        assert film.header.transfer_syntax == said


@pytest.mark.parametrize("said", CODECS, ids=lambda s: s.name)
def test_uncompressed_pixels_that_are_called_compressed_are_read_as_they_are(said: UID, read: Read) -> None:
    film = read(named(_film(ExplicitVRLittleEndian), said.encode()))
    assert _is_the_ramp(film)
    assert film.header.notes == (Note.SYNTAX_CONTRADICTED,)


def test_uncompressed_pixels_in_fragments_are_read(read: Read) -> None:
    assert _is_the_ramp(read(saved(encapsulated(dataset(RAMP), RLELossless, RAMP.tobytes()))))


def test_uncompressed_pixels_of_undefined_length_are_read(read: Read) -> None:
    data = _film(ExplicitVRLittleEndian)
    at = pixels_at(data) + 8
    assert _is_the_ramp(read(data[:at] + struct.pack("<L", ALL) + data[at + 4 :]))
    assert _is_the_ramp(read(data[:at] + struct.pack("<L", ALL) + data[at + 4 :] + implicit((0xFFFE, 0xE0DD), b"")))


def test_a_codestream_without_fragments_is_read(read: Read) -> None:
    for syntax in (RLELossless, JPEGLSLossless, JPEG2000Lossless):
        for said in (syntax, ExplicitVRLittleEndian):
            film = dataset(RAMP)
            film.PixelData = _frame(syntax)
            assert _is_the_ramp(read(named(saved(film), said.encode())))


def test_fragments_without_their_end_are_read_and_cut_ones_refused(read: Read, refused: Refused) -> None:
    data = _film(JPEG2000Lossless)
    assert data.endswith(implicit((0xFFFE, 0xE0DD), b""))
    assert _is_the_ramp(read(data[:-8]))
    assert _is_the_ramp(read(data[:-8] + b"\0" * 30))
    assert refused(data[:-60]).code == RefusalCode.TRUNCATED


@pytest.mark.parametrize("said", [RLELossless, JPEG2000Lossless, JPEGBaseline8Bit, ExplicitVRLittleEndian], ids=lambda s: s.name)
def test_fragments_of_nothing_known_are_refused_truly(said: UID, refused: Refused) -> None:
    refusal = refused(named(saved(encapsulated(dataset(RAMP), JPEG2000Lossless, b"\7" * 5000)), said.encode()))
    assert refusal.code == RefusalCode.DAMAGED_PIXELS
    assert "in another way than the header says" in refusal.sentence


@pytest.mark.parametrize("syntax", JPEGS, ids=lambda s: s.name)
@pytest.mark.parametrize("stored", [8, 12, 16])
def test_eight_bits_in_sixteen_allocated_span_their_own_range(syntax: UID, stored: int, read: Read) -> None:
    film = dcmread(io.BytesIO(compressed(dataset(BYTE), syntax)))
    film.BitsAllocated, film.BitsStored, film.HighBit = 16, stored, stored - 1
    assert np.abs(read(saved(film)).pixels - BYTE / 255).max() < (0.02 if syntax in LOSSY else 1e-6)


@pytest.mark.parametrize("syntax", [JPEGLSLossless, JPEG2000Lossless], ids=lambda s: s.name)
def test_twelve_bits_in_eight_allocated_are_twelve(syntax: UID, read: Read) -> None:
    film = dcmread(io.BytesIO(_film(syntax)))
    film.BitsAllocated, film.BitsStored, film.HighBit = 8, 8, 7
    assert _is_the_ramp(read(saved(film)))
