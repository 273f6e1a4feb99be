"""A builder of DICOM films, and the way of a file's bytes through the reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian

from models.radiograph import NotARadiograph, Radiograph
from models.reading import read_radiograph

SECRETS = {
    "PatientName": "Sentinel^Patientname",
    "PatientID": "SENTINEL-4711",
    "PatientBirthDate": "19470111",
    "AccessionNumber": "SENTINEL-ACC",
}

Build = Callable[..., bytes]
Read = Callable[[bytes], Radiograph]
Refused = Callable[[bytes], NotARadiograph]
Either = Callable[[bytes], Radiograph | NotARadiograph]


def _build(
    stored: NDArray[Any] | None = None, *, drop: tuple[str, ...] = (), syntax: str = ExplicitVRLittleEndian, **elements: Any
) -> bytes:
    """Return the bytes of a DX film.

    Args:
        stored: Values as stored; their type gives bits and sign. A 12-bit wedge where there is none.
        drop: Keywords of elements to leave out.
        syntax: Transfer syntax that the file claims; the bytes are explicit little endian all the same.
        elements: What is set after all else, by keyword.
    """
    if stored is None:
        stored = (np.arange(210 * 200).reshape(210, 200) % 4096).astype(np.uint16)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = UID("1.2.826.0.1.3680043.10.1561.1")
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    dataset.StudyInstanceUID = UID("1.2.826.0.1.3680043.10.1561.2")
    dataset.Modality, dataset.PhotometricInterpretation = "DX", "MONOCHROME2"
    dataset.Rows, dataset.Columns = stored.shape[-2:]
    bits = stored.dtype.itemsize * 8
    dataset.SamplesPerPixel, dataset.BitsAllocated, dataset.BitsStored = 1, bits, 12 if bits == 16 else bits
    dataset.HighBit, dataset.PixelRepresentation = dataset.BitsStored - 1, int(stored.dtype.kind == "i")
    dataset.PixelData = stored.tobytes() + b"\0" * (stored.nbytes % 2)
    for keyword, value in (SECRETS | elements).items():
        setattr(dataset, keyword, value)
    for keyword in drop:
        delattr(dataset, keyword)
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    # Written in place of the real one, padded to its length, so that the file claims what its bytes are not.
    name = syntax.encode().ljust(len(ExplicitVRLittleEndian), b"\0")
    assert len(name) == len(ExplicitVRLittleEndian)
    return file.getvalue().replace(ExplicitVRLittleEndian.encode(), name, 1)


@pytest.fixture(scope="session")
def build() -> Build:
    """Bytes of a DICOM film; see ``_build``."""
    return _build


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Bytes to Radiograph, by way of a file whose path holds a name."""
    path: Path = tmp_path_factory.mktemp("Sentinel_Pathname") / "Sentinel_Filename.dcm"

    def reading(data: bytes) -> Radiograph:
        path.write_bytes(data)
        return read_radiograph(path)

    return reading


@pytest.fixture(scope="session")
def refused(read: Read) -> Refused:
    """Bytes to the refusal, whose sentence is a whole one and names nobody."""

    def refusing(data: bytes) -> NotARadiograph:
        with pytest.raises(NotARadiograph) as caught:
            read(data)
        sentence = str(caught.value)
        assert len(sentence) > 20
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        lowered = sentence.lower()
        assert not any(secret in lowered for secret in ("sentinel", "4711", "1947", "/"))
        assert caught.value.__cause__ is None
        return caught.value

    return refusing


@pytest.fixture(scope="session")
def either(read: Read) -> Either:
    """Bytes to whichever it is; any other exception is the test's failure."""

    def trying(data: bytes) -> Radiograph | NotARadiograph:
        try:
            return read(data)
        except NotARadiograph as refusal:
            return refusal

    return trying
