"""A builder of synthetic DICOM films: any header, any transfer syntax that something here can write."""

from __future__ import annotations

import base64
import io
import tempfile
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gdcm
import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmwrite
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    UID,
    DeflatedExplicitVRLittleEndian,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
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

SECRETS = {
    "PatientName": "Sentinel^Patientname",
    "PatientID": "SENTINEL-4711",
    "PatientBirthDate": "19470111",
    "AccessionNumber": "SENTINEL-ACC",
}
WEDGE: NDArray[np.uint16] = (np.arange(210 * 200).reshape(210, 200) % 4096).astype(np.uint16)
"""Every value of 12 bits."""
RAMP: NDArray[np.uint16] = np.add.outer(np.arange(160) * 13, np.arange(136) * 7).astype(np.uint16)
"""Smooth, so that lossy codecs keep it; 0 to 3012."""
DEFLATED_IMAGE_FRAME = UID("1.2.840.10008.1.2.8.1")


def dataset(stored: NDArray[Any] = WEDGE, *, drop: tuple[str, ...] = (), **elements: Any) -> FileDataset:
    """Return a DX film, explicit little endian.

    Args:
        stored: Values as stored, H×W or H×W×3; their type gives bits and sign.
        drop: Keywords of elements to leave out.
        elements: What is set after all else, by keyword.
    """
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID("1.2.826.0.1.3680043.10.1561.1")
    film = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    film.SOPClassUID, film.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    film.StudyInstanceUID = UID("1.2.826.0.1.3680043.10.1561.2")
    film.Modality, film.PhotometricInterpretation = "DX", "MONOCHROME2" if stored.ndim == 2 else "RGB"
    film.Rows, film.Columns = stored.shape[:2]
    bits = stored.dtype.itemsize * 8
    film.SamplesPerPixel, film.BitsAllocated, film.BitsStored = (1 if stored.ndim == 2 else 3), bits, 12 if bits == 16 else bits
    if stored.ndim == 3:
        film.PlanarConfiguration = 0
    film.HighBit, film.PixelRepresentation = film.BitsStored - 1, int(stored.dtype.kind == "i")
    film.PixelData = stored.tobytes() + b"\0" * (stored.nbytes % 2)
    film["PixelData"].VR = "OW" if bits > 8 else "OB"
    for keyword, value in (SECRETS | elements).items():
        setattr(film, keyword, value)
    if "BitsStored" in elements and "HighBit" not in elements:
        film.HighBit = film.BitsStored - 1
    for keyword in drop:
        delattr(film, keyword)
    return film


def saved(film: FileDataset) -> bytes:
    """Return the bytes of a film's file."""
    file = io.BytesIO()
    if film.file_meta.TransferSyntaxUID == ExplicitVRBigEndian:
        dcmwrite(file, film, implicit_vr=False, little_endian=False)
    else:
        film.save_as(file, enforce_file_format=True)
    return file.getvalue()


def claiming(data: bytes, syntax: str, instead_of: str = ExplicitVRLittleEndian) -> bytes:
    """Return a file that names another transfer syntax than its bytes have; the name is padded to the length of the real one."""
    room = len(instead_of) + len(instead_of) % 2
    assert len(syntax) <= room
    return data.replace(instead_of.encode().ljust(room, b"\0"), syntax.encode().ljust(room, b"\0"), 1)


def compressed(film: FileDataset, syntax: UID) -> bytes:
    """Return the bytes of a film in another transfer syntax, pixels and all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if syntax == DEFLATED_IMAGE_FRAME:  # pydicom does not write what it does not know.
            return claiming(saved(_deflated_frame(film, JPEGBaseline8Bit)), syntax, JPEGBaseline8Bit)
        return saved(_WRITERS[syntax](film, syntax))


def encapsulated(film: FileDataset, syntax: UID, frame: bytes) -> FileDataset:
    """Give a film one compressed frame."""
    film.PixelData = encapsulate([frame])
    film["PixelData"].VR, film["PixelData"].is_undefined_length = "OB", True
    film.file_meta.TransferSyntaxUID = syntax
    return film


def _recoded(film: FileDataset, syntax: UID) -> FileDataset:
    film.file_meta.TransferSyntaxUID = syntax
    return film


def _big_endian(film: FileDataset, syntax: UID) -> FileDataset:
    if film.BitsAllocated == 16:
        film.PixelData = np.frombuffer(film.PixelData, "<u2").astype(">u2").tobytes()
    return _recoded(film, syntax)


def _by_pydicom(film: FileDataset, syntax: UID) -> FileDataset:
    options: dict[str, Any] = {
        RLELossless: {"encoding_plugin": "pydicom"},
        JPEG2000: {"j2k_cr": [2]},
        JPEGLSNearLossless: {"jls_error": 2},
    }.get(syntax, {})
    film.compress(syntax, generate_instance_uid=False, **options)
    return film


def _by_pillow(film: FileDataset, syntax: UID) -> FileDataset:
    file, channels = io.BytesIO(), film.SamplesPerPixel
    shape = (film.Rows, film.Columns) if channels == 1 else (film.Rows, film.Columns, 3)
    stored = np.frombuffer(film.PixelData, np.uint8)[: int(np.prod(shape))].reshape(shape)
    Image.fromarray(stored).save(file, "JPEG", quality=95)
    if channels == 3:
        film.PhotometricInterpretation = "YBR_FULL_422"
    return encapsulated(film, syntax, file.getvalue())


def _by_gdcm(film: FileDataset, syntax: UID) -> FileDataset:
    from pydicom import dcmread

    with tempfile.TemporaryDirectory() as folder:
        source, target = str(Path(folder) / "source.dcm"), str(Path(folder) / "target.dcm")
        film.save_as(source, enforce_file_format=True)
        reader = gdcm.ImageReader()
        reader.SetFileName(source)
        assert reader.Read()
        change = gdcm.ImageChangeTransferSyntax()
        change.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(syntax))))
        change.SetInput(reader.GetImage())
        assert change.Change()
        writer = gdcm.ImageWriter()
        writer.SetFileName(target)
        writer.SetFile(reader.GetFile())
        writer.SetImage(change.GetOutput())
        assert writer.Write()
        written = dcmread(target)
    return encapsulated(film, syntax, _only_frame(written))


def _only_frame(film: FileDataset) -> bytes:
    from pydicom.encaps import get_frame

    return bytes(get_frame(film.PixelData, 0, number_of_frames=1))


def _ready_made(film: FileDataset, syntax: UID) -> FileDataset:
    """HTJ2K is read but not written here: ``RAMP`` was written by OpenJPH."""
    assert film.PixelData == RAMP.tobytes()
    return encapsulated(film, syntax, HTJ2K_RAMP)


def _deflated_frame(film: FileDataset, syntax: UID) -> FileDataset:
    writer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return encapsulated(film, syntax, writer.compress(film.PixelData) + writer.flush())


_WRITERS: dict[UID, Callable[[FileDataset, UID], FileDataset]] = {
    ImplicitVRLittleEndian: _recoded,
    ExplicitVRLittleEndian: _recoded,
    DeflatedExplicitVRLittleEndian: _recoded,
    ExplicitVRBigEndian: _big_endian,
    RLELossless: _by_pydicom,
    JPEGBaseline8Bit: _by_pillow,
    JPEGExtended12Bit: _by_gdcm,
    JPEGLossless: _by_gdcm,
    JPEGLosslessSV1: _by_gdcm,
    JPEGLSLossless: _by_pydicom,
    JPEGLSNearLossless: _by_pydicom,
    JPEG2000Lossless: _by_pydicom,
    JPEG2000: _by_pydicom,
    HTJ2KLossless: _ready_made,
    HTJ2KLosslessRPCL: _ready_made,
    HTJ2K: _ready_made,
    DEFLATED_IMAGE_FRAME: _deflated_frame,
}
SYNTAXES = tuple(_WRITERS)
LOSSY = {JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless, JPEG2000}

HTJ2K_RAMP = base64.b64decode(
    "/0//UQApQAAAAACIAAAAoAAAAAAAAAAAAAAAiAAAAKAAAAAAAAAAAAABDwEB/1AACAACAAAACv9SAAwAAgABAAUEBEAB/1wAEyCIkJCQkJCQkJCQkJCQiIiI"
    "/2QAFwABT3BlbkpQSCBWZXIgMC4yNi4zLv+QAAoAAAAAAgMAAf+TwAAu/P9/v/w//v96f/yffLA+8H6Pv63/Zf9Y/z3/R/5f/xUPogfE7+Q370P5Y/jBO6n9"
    "b/0FAv9zf/rLqB9CADG+AMAAFRAABXD/f7Ao6eJ2ANq1a9eu/fQY/jGBvrgAwAAVUAAFqv9/5+np6enieADsbDabzWaz2f8wAhGIQHv2IQHsvQDAABb0AAF0"
    "QL73vve9733ve9/73vf++/8X6/X6/X6/X6/X4AtwAXSapmmapmmapmmapun/e4ARGEIHv2EIHv2EIHv2EIHstQHAABddAABd2O7u7u7u7u7u7u7u7u7u7u7u"
    "7u7u/v9/wKenp6enp6enp6enp6enp6enp6fCegE4xhhjjDHGGGOMMcYYY4wxxhhjjDH+/3/5wAPYAAe/YAAe/YAAe/YAAe/YAAe/YAAe/YAAe/YAAey1AtgA"
    "Bd4gABaMwAAvUYAAVAAkSZIkSZIkSZIkSZIkSZIkSZIkSZIkSZK/+Kenp6enp6enp6enp6enp6enp6enp6enp6enp6enp6dCdAIkSZIkSZK+p6enp6enp0J7"
    "ABgRERERERERERERERERERERERERERERERERERERERER/3/LBye/fJ798nv3ye/fJ798nv3ye/fJ798nv3ye/fJ798nv3ye/fJ798nv3yeyxAxgR/kHJ7LYA"
    "/9k="
)
