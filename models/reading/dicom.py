"""DICOM films: CR, DX and RG of one grey frame, by pydicom with permissive decoders."""

from __future__ import annotations

import io
import logging
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, FileDataset, config, dcmread
from pydicom.errors import InvalidDicomError
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from models.reading.bounds import check_content, check_size
from models.reading.colour import coloured_share, luminance
from models.reading.decoding import BROKEN, StoredPixels, check_depth, stored_values
from models.reading.display import first_window
from models.reading.geometry import not_square, orientation, spacing
from models.reading.grey import grey_of
from models.reading.tags import code, number, patient_digest, plain_tags, text, uid
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode


class _Colour(Enum):
    """How a file spells grey."""

    GREY = auto()
    PALETTE = auto()
    CHANNELS = auto()


_GREY = {"MONOCHROME1", "MONOCHROME2"}
_CHANNELS = {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"}
_IN_COLOUR = "The image is in colour, and a radiograph is grey; send the original film."
_MOST_COLOURED = 0.02
"""Share of coloured pixels up to which a film with a tinted annotation is still grey."""
_PROJECTIONS = {"CR", "DX", "RG"}
_OTHER_MODALITIES = {
    "CT": "a CT slice", "MR": "an MR image", "US": "an ultrasound image", "MG": "a mammogram", "NM": "a nuclear medicine image",
    "PT": "a PET image", "XA": "an angiogram", "RF": "a fluoroscopy", "SR": "a structured report", "RTPLAN": "a radiotherapy plan",
    "RTDOSE": "a radiotherapy dose", "RTSTRUCT": "a radiotherapy structure set", "SEG": "a segmentation", "PR": "a presentation state",
    "KO": "a key object selection", "ECG": "an electrocardiogram", "DOC": "a document",
}  # fmt: skip

_PLAIN: dict[tuple[bool | None, bool | None], UID] = {
    (True, True): ImplicitVRLittleEndian,
    (False, True): ExplicitVRLittleEndian,
    (False, False): ExplicitVRBigEndian,
}
"""Encodings that pydicom tells apart by itself, as implicit and little endian, where a file names no transfer syntax."""


def read_dicom(data: bytes, file_sha256: str, patient_key: bytes | None) -> Radiograph:
    """Read one film; the model's pixels and the window of the display go separate ways.

    Args:
        data: The file.
        file_sha256: Of the file.
        patient_key: For the digest of the patient's identifier, which goes no further than this; None leaves it out.

    Raises:
        NotARadiograph: The file is no single grey projection of a known compression, or is damaged.
    """
    with _quiet():
        dataset = _parsed(data)
        _check_kind(dataset)
        try:
            return _film(dataset, file_sha256, patient_key)
        except BROKEN:
            raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, "The header of the file contradicts itself; send it again.") from None


def _parsed(data: bytes) -> FileDataset:
    try:
        dataset = dcmread(io.BytesIO(data), force=True)
        len(list(dataset))
    except (*BROKEN, InvalidDicomError):
        raise NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file is cut off or damaged; send it again from its source.") from None
    if not dataset:
        raise NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file holds no data; send it again from its source.")
    return dataset


def _check_kind(dataset: Dataset) -> None:
    modality = text(dataset, "Modality")
    if modality not in _PROJECTIONS:
        what = _OTHER_MODALITIES.get(modality or "", "not a radiograph by its Modality tag")
        sentence = f"This is {what}; send a plain radiograph (CR, DX, RG) of the chest."
        raise NotARadiograph(RefusalCode.NOT_A_PROJECTION, sentence)
    if "PixelData" not in dataset:
        raise NotARadiograph(RefusalCode.NO_PIXELS, "The file holds no pixels, only a header; retrieve the image itself.")
    if (number(dataset, "NumberOfFrames") or 1) > 1:
        raise NotARadiograph(RefusalCode.SEVERAL_FRAMES, "The file holds several frames, and a radiograph has one; send the single film.")
    rows, columns = number(dataset, "Rows"), number(dataset, "Columns")
    if not rows or not columns:
        raise NotARadiograph(RefusalCode.NO_PIXELS, "The header gives no number of rows and columns; send the file again.")
    samples = int(number(dataset, "SamplesPerPixel") or 1) * math.ceil((number(dataset, "BitsAllocated") or 16) / 16)
    check_size(rows=int(rows), columns=int(columns), samples=max(samples, 1))
    if _kind_of_colour(dataset) is None:
        raise NotARadiograph(RefusalCode.COLOUR, _IN_COLOUR)


def _kind_of_colour(dataset: Dataset) -> _Colour | None:
    """Return how the header spells its grey or colour, or None where it contradicts itself."""
    named, samples = text(dataset, "PhotometricInterpretation"), number(dataset, "SamplesPerPixel") or 1
    if named in _GREY and samples == 1:
        return _Colour.GREY
    if named == "PALETTE COLOR" and samples == 1:
        return _Colour.PALETTE
    return _Colour.CHANNELS if named in _CHANNELS and samples == 3 else None


def _film(dataset: FileDataset, file_sha256: str, patient_key: bytes | None) -> Radiograph:
    if not dataset.file_meta.get("TransferSyntaxUID"):
        dataset.file_meta.TransferSyntaxUID = _PLAIN[dataset.original_encoding]
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    check_depth(dataset)
    stored = stored_values(dataset)
    if _kind_of_colour(dataset) is _Colour.GREY:
        grey = grey_of(stored, dataset)
        window, notes = first_window(dataset, grey), [Note.PADDING_BLACKENED] if grey.content is not None else []
        pixels, content = grey.pixels, grey.content
    else:
        pixels, content = _flattened(stored, dataset), None
        window, notes = automatic_window(pixels), [Note.COLOUR_FLATTENED]
    check_content(pixels if content is None else pixels[content])
    if not_square(dataset):
        notes.append(Note.PIXELS_NOT_SQUARE)
    mm, origin = spacing(dataset)
    rows, columns = pixels.shape
    header = Header(
        file_sha256=file_sha256, pixel_sha256=pixel_hash(pixels), rows=rows, columns=columns,
        sop_instance_uid=uid(dataset, "SOPInstanceUID"), study_instance_uid=uid(dataset, "StudyInstanceUID"),
        patient_digest=patient_digest(dataset, patient_key),
        pixel_spacing_mm=mm, spacing_from=origin, view=code(dataset, "ViewPosition"), modality=text(dataset, "Modality"),
        photometric=text(dataset, "PhotometricInterpretation"), transfer_syntax=syntax, decoder=stored.decoder,
        orientation=orientation(dataset), notes=tuple(notes), tags=plain_tags(dataset),
    )  # fmt: skip
    return Radiograph(pixels, window, header)


def _flattened(stored: StoredPixels, dataset: FileDataset) -> NDArray[np.float32]:
    """Return the grey of a film that was stored in colour.

    Raises:
        NotARadiograph: It is in colour indeed.
    """
    channels, bits = stored.values, stored.bits
    if channels.ndim == 2:
        channels = apply_color_lut(channels, dataset)
        bits = channels.dtype.itemsize * 8
    top = float(2**bits - 1)
    if coloured_share(channels, top) > _MOST_COLOURED:
        raise NotARadiograph(RefusalCode.COLOUR, _IN_COLOUR)
    return luminance(channels, top)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence pydicom's warnings and logs, which quote values of the header."""
    logger = logging.getLogger("pydicom")
    before, logger.disabled = logger.disabled, True
    try:
        with warnings.catch_warnings(), config.disable_value_validation():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before
