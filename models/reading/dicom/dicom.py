"""DICOM films: CR, DX and RG of one grey frame, by pydicom with permissive decoders."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pydicom import FileDataset
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from models.reading.bounds import check_content, check_size, has_few_levels
from models.reading.colour import coloured_share, luminance
from models.reading.dataset.dataset import dataset_of
from models.reading.dataset.structure import Structure
from models.reading.dicom.display import first_window, offered_windows
from models.reading.dicom.grey import grey_of
from models.reading.dicom.quiet import quiet
from models.reading.header.geometry import not_square, orientation, spacing
from models.reading.header.modality import modality_of
from models.reading.header.photometric import has_palette, tells_polarity
from models.reading.header.tags import code, number, patient_digest, plain_tags, text, uid, years
from models.reading.pixels.decoding import BROKEN, StoredPixels, check_depth, stored_values
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Note, Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

_IN_COLOUR = "The image is in colour, and a radiograph is grey; send the original film."
_FRACTIONS = ("FloatPixelData", "DoubleFloatPixelData")
_NO_PIXELS = "The file holds no pixels, only a header; retrieve the image itself."
_MOST_COLOURED = 0.02
"""Share of coloured pixels up to which a film with a tinted annotation is still grey."""
_PLAIN: dict[tuple[bool | None, bool | None], UID] = {
    (True, True): ImplicitVRLittleEndian,
    (False, True): ExplicitVRLittleEndian,
    (False, False): ExplicitVRBigEndian,
}
"""Encodings, as implicit and little endian, where a file names no transfer syntax."""


def read_dicom(structure: Structure, file_sha256: str, patient_key: bytes | None) -> Radiograph:
    """Read one film; the model's pixels and the window of the display go separate ways.

    Args:
        structure: Of the file.
        file_sha256: Of the file.
        patient_key: For the digest of the patient's identifier, which goes no further than this; None leaves it out.

    Raises:
        NotARadiograph: The file is no single grey projection of a known compression, or is damaged.
    """
    if not structure.elements:
        raise NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file holds no data; send it again from its source.")
    with quiet():
        try:
            dataset = dataset_of(structure)
            return _film(dataset, _modality(dataset, structure), file_sha256, patient_key)
        except BROKEN:
            sentence = "The header of the film is damaged where its pixels need it; retrieve the film again from its source."
            raise NotARadiograph(RefusalCode.DAMAGED_PIXELS, sentence) from None


def _modality(dataset: FileDataset, structure: Structure) -> tuple[str, bool]:
    """Return what the film is, and whether its SOP class had to say so; refuse what has no single frame of a size that is read."""
    cut = NotARadiograph(RefusalCode.TRUNCATED, "The DICOM file is cut off or damaged; send it again from its source.")
    has_pixels = "PixelData" in dataset
    if structure.cut and not has_pixels and text(dataset, "Modality") is None:
        raise cut
    modality = modality_of(dataset)
    if any(keyword in dataset for keyword in _FRACTIONS):
        sentence = "The film holds fractions without a known range; export it with 8 or 16 bits."
        raise NotARadiograph(RefusalCode.UNKNOWN_DEPTH, sentence)
    if not has_pixels:
        raise cut if structure.cut else NotARadiograph(RefusalCode.NO_PIXELS, _NO_PIXELS)
    if (number(dataset, "NumberOfFrames") or 1) > 1:
        raise NotARadiograph(RefusalCode.SEVERAL_FRAMES, "The file holds several frames, and a radiograph has one; send the single film.")
    rows, columns = number(dataset, "Rows"), number(dataset, "Columns")
    if not rows or not columns or min(rows, columns) < 1:
        sentence = "The header gives no number of rows and columns; retrieve the film again from its source."
        raise NotARadiograph(RefusalCode.NO_PIXELS, sentence)
    samples = int(number(dataset, "SamplesPerPixel") or 1)
    check_size(rows=int(rows), columns=int(columns), samples=max(samples * math.ceil((number(dataset, "BitsAllocated") or 16) / 16), 1))
    return modality


def _film(dataset: FileDataset, modality: tuple[str, bool], file_sha256: str, patient_key: bytes | None) -> Radiograph:
    check_depth(dataset)
    stored = stored_values(dataset)
    notes = [] if stored.as_named else [Note.SYNTAX_CONTRADICTED]
    notes += [Note.MODALITY_BY_CLASS] if modality[1] else []
    if stored.values.ndim == 2 and not has_palette(dataset):
        grey = grey_of(stored, dataset)
        windows = offered_windows(dataset, grey)
        window, pixels, content = first_window(windows, grey), grey.pixels, grey.content
        notes += [] if content is None else [Note.PADDING_BLACKENED]
        notes += [] if tells_polarity(dataset) else [Note.PHOTOMETRIC_ASSUMED]
    else:
        pixels, content = _flattened(stored, dataset), None
        window, windows = automatic_window(pixels), ()
        notes.append(Note.COLOUR_FLATTENED)
    check_content(pixels if content is None else pixels[content])
    notes += [Note.FEW_GREY_LEVELS] if has_few_levels(pixels) else []
    notes += [Note.PIXELS_NOT_SQUARE] if not_square(dataset) else []
    mm, origin = spacing(dataset)
    rows, columns = pixels.shape
    header = Header(
        file_sha256=file_sha256, pixel_sha256=pixel_hash(pixels), rows=rows, columns=columns,
        sop_instance_uid=uid(dataset, "SOPInstanceUID"), study_instance_uid=uid(dataset, "StudyInstanceUID"),
        patient_digest=patient_digest(dataset, patient_key),
        pixel_spacing_mm=mm, spacing_from=origin, view=code(dataset, "ViewPosition"), modality=modality[0],
        photometric=text(dataset, "PhotometricInterpretation"), transfer_syntax=_syntax_named(dataset), decoder=stored.decoder,
        orientation=orientation(dataset), age_years=years(dataset), notes=tuple(notes), tags=plain_tags(dataset),
    )  # fmt: skip
    return Radiograph(pixels, window, header, windows)


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


def _syntax_named(dataset: FileDataset) -> str:
    """Return the file's transfer syntax; where it names none, or something else, that of its data set."""
    return uid(dataset.file_meta, "TransferSyntaxUID") or _PLAIN[dataset.original_encoding]
