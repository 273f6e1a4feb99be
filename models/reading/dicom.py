"""DICOM films: CR and DX of one grey frame, by pydicom with permissive decoders."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, FileDataset, config, dcmread
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.processing import apply_modality_lut, apply_rescale
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from models.radiograph import Header, NotARadiograph, Radiograph, RefusalCode, pixel_hash
from models.reading.bounds import check_content, check_size
from models.reading.display import first_window
from models.reading.tags import number, plain_tags, spacing, text

_PROJECTIONS = {"CR", "DX"}
_OTHER_MODALITIES = {
    "CT": "a CT slice", "MR": "an MR image", "US": "an ultrasound image", "MG": "a mammogram", "NM": "a nuclear medicine image",
    "PT": "a PET image", "XA": "an angiogram", "RF": "a fluoroscopy", "SR": "a structured report", "RTPLAN": "a radiotherapy plan",
    "RTDOSE": "a radiotherapy dose", "RTSTRUCT": "a radiotherapy structure set", "SEG": "a segmentation", "PR": "a presentation state",
    "KO": "a key object selection", "ECG": "an electrocardiogram", "DOC": "a document",
}  # fmt: skip
_BROKEN = (
    BytesLengthException, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, NotImplementedError,
    OSError, RecursionError, RuntimeError, struct.error, zlib.error,
)  # fmt: skip

_PLAIN: dict[tuple[bool | None, bool | None], UID] = {
    (True, True): ImplicitVRLittleEndian,
    (False, True): ExplicitVRLittleEndian,
    (False, False): ExplicitVRBigEndian,
}
"""Encodings that pydicom tells apart by itself, as implicit and little endian, where a file names no transfer syntax."""


def looks_like_dicom(data: bytes) -> bool:
    """Tell a DICOM file by its prefix (PS3.10 7.1) or by a first element that a data set without one begins with."""
    return data[128:132] == b"DICM" or data[:4] in (b"\x08\x00\x05\x00", b"\x08\x00\x08\x00", b"\x08\x00\x16\x00", b"\x02\x00\x00\x00")


def read_dicom(data: bytes, file_sha256: str) -> Radiograph:
    """Read one film; the model's pixels and the window of the display go separate ways.

    Raises:
        NotARadiograph: The file is no single grey projection of a known compression, or is damaged.
    """
    with _quiet():
        dataset = _parsed(data)
        _check_kind(dataset)
        try:
            return _decoded(dataset, file_sha256)
        except _BROKEN:
            raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, "The header of the file contradicts itself; send it again.") from None


def _parsed(data: bytes) -> FileDataset:
    try:
        dataset = dcmread(io.BytesIO(data), force=True)
        len(list(dataset))
    except (*_BROKEN, InvalidDicomError):
        raise NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file is cut off or damaged; send it again from its source.") from None
    if not dataset:
        raise NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file holds no data; send it again from its source.")
    return dataset


def _check_kind(dataset: Dataset) -> None:
    modality = text(dataset, "Modality")
    if modality not in _PROJECTIONS:
        what = _OTHER_MODALITIES.get(modality or "", "not a radiograph by its Modality tag")
        sentence = f"This is {what}; only plain radiographs (CR, DX) of the chest are screened."
        raise NotARadiograph(RefusalCode.NOT_A_PROJECTION, sentence)
    if "PixelData" not in dataset:
        raise NotARadiograph(RefusalCode.NO_PIXELS, "The file holds no pixels, only a header; retrieve the image itself.")
    if (number(dataset, "NumberOfFrames") or 1) > 1:
        raise NotARadiograph(RefusalCode.SEVERAL_FRAMES, "The file holds several frames; a radiograph has one.")
    rows, columns = number(dataset, "Rows"), number(dataset, "Columns")
    if not rows or not columns:
        raise NotARadiograph(RefusalCode.NO_PIXELS, "The header gives no number of rows and columns; send the file again.")
    check_size(rows=int(rows), columns=int(columns))
    if photometric(dataset) is None or number(dataset, "SamplesPerPixel") not in (None, 1):
        raise NotARadiograph(RefusalCode.COLOUR, "The image is in colour; a radiograph has one grey channel.")


def photometric(dataset: Dataset) -> PhotometricInterpretation | None:
    """Return MONOCHROME1 or MONOCHROME2, or None for anything else."""
    named = text(dataset, "PhotometricInterpretation")
    grey = (PhotometricInterpretation.MONOCHROME1, PhotometricInterpretation.MONOCHROME2)
    return next((kind for kind in grey if kind.value == named), None)


def _decoded(dataset: FileDataset, file_sha256: str) -> Radiograph:
    if not dataset.file_meta.get("TransferSyntaxUID"):
        dataset.file_meta.TransferSyntaxUID = _PLAIN[dataset.original_encoding]
    syntax = dataset.file_meta.TransferSyntaxUID
    stored, decoder = _stored_pixels(dataset, syntax)
    bright_is_low = photometric(dataset) == PhotometricInterpretation.MONOCHROME1
    values, low, high = _modality(stored, dataset)
    scale = np.float32(high - low)
    pixels = np.clip((values - np.float32(low)) / scale, 0, 1)
    if bright_is_low:
        pixels = 1 - pixels
    check_content(pixels)
    mm, origin = spacing(dataset)
    rows, columns = pixels.shape
    header = Header(
        file_sha256=file_sha256, pixel_sha256=pixel_hash(pixels), rows=rows, columns=columns,
        sop_instance_uid=text(dataset, "SOPInstanceUID"), study_instance_uid=text(dataset, "StudyInstanceUID"),
        mm_per_pixel=mm, spacing_from=origin, view=text(dataset, "ViewPosition"), modality=text(dataset, "Modality"),
        photometric=text(dataset, "PhotometricInterpretation"), transfer_syntax=str(syntax) if syntax else None,
        decoder=decoder, tags=plain_tags(dataset),
    )  # fmt: skip
    return Radiograph(pixels, first_window(dataset, pixels, low=low, high=high, inverted=bright_is_low), header)


def _stored_pixels(dataset: FileDataset, syntax: UID | None) -> tuple[NDArray[np.int64], str]:
    """Decode, trying every decoder that knows the syntax; also the name of the library that did."""
    if syntax is not None and not syntax.is_transfer_syntax:
        sentence = "The file is compressed in a way this version does not know; export it uncompressed."
        raise NotARadiograph(RefusalCode.UNKNOWN_COMPRESSION, sentence)
    compressed = syntax is not None and syntax.is_compressed and syntax.is_encapsulated
    try:
        return pixel_array(dataset), "pydicom plug-ins" if compressed else "pydicom"
    except (NotImplementedError, *_BROKEN) as error:
        if "unable to decompress" in str(error).lower() and "missing" in str(error).lower():
            sentence = f"The file is compressed as {syntax.name if syntax else 'unknown'}, for which there is no decoder here."
            raise NotARadiograph(RefusalCode.UNKNOWN_COMPRESSION, sentence) from None
        raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, "The pixels are damaged or cut off; send the file again.") from None


def _modality(stored: NDArray[np.int64], dataset: Dataset) -> tuple[NDArray[np.float32], float, float]:
    """Apply the modality LUT or rescale (PS3.3 C.11.1); also the least and greatest value that can occur."""
    if dataset.get("ModalityLUTSequence"):
        table = dataset.ModalityLUTSequence[0]
        entries, first, bits = (int(value) for value in table.LUTDescriptor)
        # Tables of 10 or 12 bits are stored in 16; pydicom knows 8 and 16 only.
        table.LUTDescriptor = [entries, first, 8 if bits == 8 else 16]
        return np.asarray(apply_modality_lut(stored, dataset), np.float32), 0.0, float(2 ** (bits or 16) - 1)
    bits = int(number(dataset, "BitsStored") or 8)
    signed = number(dataset, "PixelRepresentation") == 1
    ends = np.array([-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] if signed else [0, 2**bits - 1])
    slope = number(dataset, "RescaleSlope")
    if slope is None or slope == 0:
        return stored.astype(np.float32), float(ends[0]), float(ends[1])
    low, high = sorted(float(end) for end in apply_rescale(ends, dataset))  # A negative slope turns the film over.
    return np.asarray(apply_rescale(stored, dataset), np.float32), low, high


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence pydicom's warnings, which quote values of the header."""
    with warnings.catch_warnings(), config.disable_value_validation():
        warnings.simplefilter("ignore")
        yield
