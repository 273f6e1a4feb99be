"""A prepared film as a DICOM object of nobody: the Computed Radiography Image IOD (PS3.3, A.2), which asks for no pixel spacing.

Names, dates and numbers of a patient are empty, as their types allow. All identifiers are made of the pixels, so that the same film is
always the same object, and a changed film is another.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ComputedRadiographyImageStorage, ExplicitVRLittleEndian

from models.values.digests import pixel_hash

ROOT = "1.2.826.0.1.3680043.10.1561.10"
"""Of all identifiers; below it 1 is studies, 2 series and 3 films."""
LARGEST = 65535
"""Stands for 1."""
_DIGITS = 24
"""Of the pixels' hash, hexadecimal; as many fit below the root in the 64 characters of an identifier."""
_UNKNOWN = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "ReferringPhysicianName", "StudyID",
    "AccessionNumber", "ViewPosition", "PatientOrientation",
)  # fmt: skip
"""Attributes that must be there and may be empty (type 2)."""


def dicom_film(film: NDArray[np.float32], mm: float | None = None) -> bytes:
    """Return a film as a DICOM file: MONOCHROME2 of 16 bits, 0 black.

    Args:
        film: H×W; what lies beyond [0, 1] becomes the nearest of it.
        mm: Side of a pixel in millimetres; None writes none.
    """
    number = int(pixel_hash(film)[:_DIGITS], 16)
    dataset = Dataset()
    for keyword in _UNKNOWN:
        setattr(dataset, keyword, "")
    dataset.SOPClassUID = ComputedRadiographyImageStorage
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID = (UID(f"{ROOT}.{kind}.{number}") for kind in (1, 2, 3))
    dataset.SeriesNumber = dataset.InstanceNumber = 1
    dataset.Modality, dataset.BodyPartExamined = "CR", "CHEST"
    dataset.Manufacturer, dataset.ManufacturerModelName = "CXR Audit", "Film prepared for a classifier"
    dataset.ImageType = ["DERIVED", "PRIMARY"]
    dataset.Rows, dataset.Columns = film.shape
    dataset.SamplesPerPixel, dataset.PixelRepresentation = 1, 0
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.WindowCenter, dataset.WindowWidth = (LARGEST + 1) // 2, LARGEST + 1
    if mm is not None:
        dataset.PixelSpacing = [f"{mm:.6g}"] * 2
    dataset.PixelData = np.rint(LARGEST * film.clip(0, 1)).astype("<u2").tobytes()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    written = BytesIO()
    dcmwrite(written, dataset, enforce_file_format=True)
    return written.getvalue()
