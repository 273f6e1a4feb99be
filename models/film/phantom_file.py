"""Phantom films as DICOM files, so that the demo and the tests go the whole way of a film."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian

from models.film.phantom import phantom

_ROOT = "1.2.826.0.1.3680043.10.1561.9"
_LARGEST = 4095


def write_phantom(path: Path, seed: int, *, marked: bool, size: int = 1024) -> Path:
    """Write one phantom film as a 12-bit DX DICOM file with an invented header.

    Args:
        path: Where to; the folder must exist.
        seed: Of the phantom.
        marked: With its side marker.
        size: Height and width in pixels.
    """
    film = phantom(seed, size=size, marked=marked)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID(f"{_ROOT}.{seed}.{int(marked)}")
    dataset = FileDataset(str(path), {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = UID(f"{_ROOT}.{seed}")
    dataset.SeriesInstanceUID = UID(f"{_ROOT}.{seed}.2")
    dataset.Modality = "DX"
    dataset.PatientName = "Phantom^Procedural"
    dataset.PatientID = f"PHANTOM-{seed}"
    dataset.PatientSex = "O"
    dataset.Manufacturer = "CXR Audit"
    dataset.ManufacturerModelName = "Procedural phantom"
    dataset.BodyPartExamined = "CHEST"
    dataset.ViewPosition = "PA"
    dataset.BurnedInAnnotation = "YES" if marked else "NO"
    dataset.ImagerPixelSpacing = [380 / size, 380 / size]
    dataset.Rows = dataset.Columns = size
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.WindowCenter, dataset.WindowWidth = 2048, 4096
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = 0, 1, "US"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.PixelData = np.round(film.pixels * _LARGEST).astype("<u2").tobytes()
    dataset.save_as(path, enforce_file_format=True)
    return path
