"""Transfer syntaxes: what permissive decoders read is read rightly, all else is refused by its name."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.encaps import encapsulate, get_frame
from pydicom.uid import (
    HEVCMP51,
    UID,
    AllTransferSyntaxes,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    JPEGLSNearLossless,
    RLELossless,
)

from models.reading.dicom.quiet import quiet
from models.reading.pixels.decoding import check_depth, stored_values
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode
from tests.films import LOSSY, RAMP, SYNTAXES, WEDGE, claiming, compressed, dataset, encapsulated, saved

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
BUNDLED = Path(pydicom.__file__).parent / "data" / "test_files"
GREY_LOSSLESS = (
    "MR_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm", "MR_small_expb.dcm", "MR_small_RLE.dcm", "MR_small_padded.dcm",
    "MR_small_jp2klossless.dcm", "MR_small_jpeg_ls_lossless.dcm", "CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "693_J2KI.dcm",
    "JPEG2000.dcm", "examples_overlay.dcm", "image_dfl.dcm",
)  # fmt: skip


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
def test_every_syntax_gives_the_same_film(read: Read, syntax: UID) -> None:
    stored = (RAMP >> 4).astype(np.uint8) if syntax == JPEGBaseline8Bit else RAMP
    most = 255 if stored.dtype == np.uint8 else 4095
    film = read(compressed(dataset(stored), syntax))
    assert np.abs(film.pixels - stored / most).max() < (0.02 if syntax in LOSSY else 1e-6)
    assert film.header.transfer_syntax == str(syntax)
    assert film.header.decoder in {"pydicom", "pylibjpeg", "pyjpegls", "pillow", "gdcm", "gdcm 12-bit"}


@pytest.mark.parametrize("syntax", [s for s in SYNTAXES if s not in LOSSY and "High-Throughput" not in s.name], ids=lambda s: s.name)
@pytest.mark.parametrize("kind", ["u1", "i2", "u2 of 16 bits", "odd"])
def test_every_lossless_syntax_keeps_every_value(read: Read, syntax: UID, kind: str) -> None:
    elements: dict[str, Any] = {}
    match kind:
        case "u1":
            stored: NDArray[Any] = (WEDGE >> 4).astype(np.uint8)
            wanted = stored / 255
        case "i2":
            stored = (WEDGE.astype(np.int16) - 2048).astype(np.int16)
            wanted = (stored + 2048.0) / 4095
        case "odd":
            stored = (WEDGE[:, :199] >> 4).astype(np.uint8)
            wanted = stored / 255
        case _:
            stored = WEDGE * 16 + 15
            elements, wanted = {"BitsStored": 16}, stored / 65535
    if kind == "i2" and "JPEG Lossless" in syntax.name:
        pytest.skip("GDCM writes no signed JPEG lossless")
    np.testing.assert_allclose(read(compressed(dataset(stored, **elements), syntax)).pixels, wanted, atol=1e-6)


def test_the_header_names_the_plug_in_that_decoded(read: Read) -> None:
    names = {s.name: read(compressed(dataset(RAMP), s)).header.decoder for s in SYNTAXES if s != JPEGBaseline8Bit}
    assert names[JPEGExtended12Bit.name] == "gdcm 12-bit"
    assert names["JPEG-LS Lossless Image Compression"] == "pyjpegls"
    assert names["High-Throughput JPEG 2000 Image Compression"] == "pylibjpeg"
    assert names["Explicit VR Little Endian"] == "pydicom"


@pytest.mark.parametrize("syntax", [s for s in AllTransferSyntaxes if s not in SYNTAXES], ids=lambda s: s.name)
def test_a_syntax_without_a_decoder_is_refused_by_its_name(read: Read, syntax: UID) -> None:
    with pytest.raises(NotARadiograph) as caught:
        read(saved(encapsulated(dataset(), syntax, b"\0\0")))
    assert caught.value.code == RefusalCode.UNKNOWN_COMPRESSION
    assert syntax.name in caught.value.sentence


@pytest.mark.parametrize(
    ("syntax", "name"),
    [
        ("1.2.840.10008.1.2.4.110", "JPEG XL Lossless"),
        ("1.2.840.10008.1.2.4.112", "JPEG XL"),
        ("1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5)"),
        ("1.2.840.113619.5.2", "1.2.840.113619.5.2"),
        ("1.2.3", "1.2.3"),
        ("1.2.Sentinel", "one without a valid number"),
    ],
)
def test_a_syntax_that_pydicom_does_not_read_is_named_by_the_standard_or_by_its_uid(refused: Refused, syntax: str, name: str) -> None:
    refusal = refused(claiming(saved(encapsulated(dataset(), HEVCMP51, b"\0\0")), syntax, HEVCMP51))
    assert refusal.code == RefusalCode.UNKNOWN_COMPRESSION
    assert f"transfer syntax, {name};" in refusal.sentence


def test_a_compressed_frame_of_another_size_than_the_headers_is_not_decoded(refused: Refused) -> None:
    """A codestream of 60,000 × 60,000 behind a header of 160 × 136 would fill the memory."""
    for syntax in (s for s in SYNTAXES if "JPEG" in s.name and s != JPEGBaseline8Bit):
        film = dcmread(io.BytesIO(compressed(dataset(RAMP), syntax)))
        film.Rows = 150
        assert refused(saved(film)).code == RefusalCode.DAMAGED_PIXELS


def test_a_second_frame_that_the_header_does_not_count_is_found(refused: Refused) -> None:
    frame = get_frame(dcmread(io.BytesIO(compressed(dataset(RAMP), JPEG2000Lossless))).PixelData, 0, number_of_frames=1)
    film = encapsulated(dataset(RAMP), JPEG2000Lossless, frame)
    film.PixelData = encapsulate([frame, frame])
    assert refused(saved(film)).code == RefusalCode.SEVERAL_FRAMES


@pytest.mark.parametrize("name", GREY_LOSSLESS)
def test_lossless_files_decode_as_gdcm_decodes_them(name: str) -> None:
    """GDCM parses and decodes by itself here, independent of pydicom and of its choice of plug-ins."""
    with quiet():
        film = dcmread(BUNDLED / name)
        check_depth(film)
        ours = stored_values(film)
    reader = gdcm.ImageReader()
    reader.SetFileName(str(BUNDLED / name))
    assert reader.Read()
    image = reader.GetImage()
    theirs = np.frombuffer(image.GetBuffer().encode("utf-8", "surrogateescape"), f"<{ours.values.dtype.str[1:]}")
    mask = 2**ours.bits - 1  # GDCM leaves the sign to its caller.
    np.testing.assert_array_equal(ours.values.astype(np.int64) & mask, theirs.reshape(ours.values.shape).astype(np.int64) & mask)


_BY_DCMTK = {
    JPEGLossless: "dcmdjpeg",
    JPEGLosslessSV1: "dcmdjpeg",
    JPEGLSLossless: "dcmdjpls",
    JPEGLSNearLossless: "dcmdjpls",
    RLELossless: "dcmdrle",
    DeflatedExplicitVRLittleEndian: "dcmconv",
    ExplicitVRBigEndian: "dcmconv",
    ImplicitVRLittleEndian: "dcmconv",
    ExplicitVRLittleEndian: "dcmconv",
}
"""DCMTK's tools that write a film uncompressed; for JPEG 2000 it has none."""


def _dcmtk(film: Path, syntax: UID, folder: Path) -> NDArray[Any]:
    tool = _BY_DCMTK[syntax]
    if shutil.which(tool) is None:
        pytest.skip(f"DCMTK's {tool} is not installed here")
    plain = folder / "plain.dcm"
    subprocess.run([tool, "+te", str(film), str(plain)] if tool == "dcmconv" else [tool, str(film), str(plain)], check=True)
    with quiet():
        written = dcmread(plain)
        words = np.frombuffer(written.PixelData, f"<u{written.BitsAllocated // 8}")
    return words[: written.Rows * written.Columns].reshape(written.Rows, written.Columns)


@pytest.mark.parametrize("syntax", _BY_DCMTK, ids=lambda syntax: syntax.name)
def test_films_decode_as_dcmtk_decodes_them(syntax: UID, tmp_path: Path) -> None:
    """Every value of 12 bits, and of 8; near-lossless too, since its decoding is exact."""
    for stored in (WEDGE, (WEDGE >> 4).astype(np.uint8)):
        film = tmp_path / "film.dcm"
        film.write_bytes(compressed(dataset(stored), syntax))
        theirs = _dcmtk(film, syntax, tmp_path)
        with quiet():
            ours = dcmread(film)
            check_depth(ours)
            np.testing.assert_array_equal(stored_values(ours).values, theirs)


@pytest.mark.parametrize("name", GREY_LOSSLESS)
def test_lossless_files_decode_as_dcmtk_decodes_them(name: str, tmp_path: Path) -> None:
    with quiet():
        film = dcmread(BUNDLED / name)
        syntax = film.file_meta.TransferSyntaxUID
        if syntax not in _BY_DCMTK:
            pytest.skip("DCMTK reads no JPEG 2000")
        check_depth(film)
        ours = stored_values(film)
    mask = 2**ours.bits - 1
    theirs = _dcmtk(BUNDLED / name, syntax, tmp_path)
    np.testing.assert_array_equal(ours.values.astype(np.int64) & mask, theirs.astype(np.int64) & mask)


@pytest.mark.parametrize("name", ["JPEG-lossy.dcm", "JPGExtended.dcm"])
def test_extended_jpeg_of_12_bits_decodes_to_known_values(name: str) -> None:
    """As pydicom's own tests have them, from another decoder."""
    with quiet():
        film = dcmread(BUNDLED / name)
        check_depth(film)
        values = stored_values(film).values
    if name == "JPEG-lossy.dcm":
        assert (values[420, 140], values[230, 120]) == (244, 95)
    assert values.max() < 4096
    assert values.shape == (film.Rows, film.Columns)
