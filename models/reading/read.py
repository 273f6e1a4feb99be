"""From a file to a Radiograph, or to one sentence that says why not.

The boundary to pydicom and Pillow: nothing else imports them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from models.reading.dataset.encoding import looks_like_dicom
from models.reading.dataset.structure import structure_of
from models.reading.dicom.dicom import read_dicom
from models.reading.dicom.listing import listed
from models.reading.files import MOST_BYTES, NOT_FETCHED, read_bytes
from models.reading.kinds import Kind, kind_of
from models.reading.pictures.picture import read_picture
from models.values.listed_tag import ListedTag
from models.values.radiograph import Radiograph
from models.values.refusal import NotARadiograph, RefusalCode

__all__ = ["read_radiograph", "read_tags"]

_STRANGER = (RefusalCode.NOT_AN_IMAGE, "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself.")
_LFS = "This is a git-lfs pointer, the film itself is not on this computer; fetch it by 'git lfs pull'."
_NO_IMAGE = {
    Kind.ZIP: (RefusalCode.NOT_AN_IMAGE, "The archive holds no film, is damaged or holds too many files; unpack it first."),
    Kind.OWN_PICTURE: (RefusalCode.NOT_AN_IMAGE, "This program wrote the picture as a map or a mask; send the film itself."),
    Kind.LFS_POINTER: (RefusalCode.NOT_FETCHED, _LFS),
    Kind.ANNEX_POINTER: (RefusalCode.NOT_FETCHED, NOT_FETCHED),
    Kind.EMPTY: (RefusalCode.NOT_AN_IMAGE, "The file is empty; send the film again from its source."),
}


def read_radiograph(path: Path, patient_key: bytes | None = None) -> Radiograph:
    """Read one film.

    Args:
        path: A DICOM file (CR, DX or RG), a PNG, a JPEG or a TIFF, or a member of a zip as ``models.reading.archive`` names it.
            Its bytes tell what it is, not its name.
        patient_key: For the digest of the patient's identifier; None leaves it out.

    Raises:
        NotARadiograph: The file is refused; the error carries the file's hash where it could be read.
    """
    data = read_bytes(path)
    file_sha256 = hashlib.sha256(data).hexdigest()
    try:
        return _read(data, file_sha256, patient_key)
    except NotARadiograph as refusal:
        raise NotARadiograph(refusal.code, refusal.sentence, file_sha256) from refusal.__cause__
    except MemoryError:
        sentence = "Decoding the file takes more memory than a reader may use; export it uncompressed and at its own size."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence, file_sha256) from None


def read_tags(path: Path) -> tuple[ListedTag, ...]:
    """List the header of one film, which is not changed.

    Args:
        path: As ``read_radiograph`` takes it.

    Raises:
        NotARadiograph: It is no DICOM file, or cannot be opened.
    """
    data = read_bytes(path)
    kind = kind_of(data)
    if kind is Kind.DICOM or (kind is Kind.OTHER and looks_like_dicom(data)):
        return listed(structure_of(data, most=MOST_BYTES))
    raise NotARadiograph(RefusalCode.NOT_AN_IMAGE, "The file is not DICOM, so it has no tags.")


def _read(data: bytes, file_sha256: str, patient_key: bytes | None) -> Radiograph:
    kind = kind_of(data)
    if kind is Kind.DICOM or (kind is Kind.OTHER and looks_like_dicom(data)):
        structure = structure_of(data, most=MOST_BYTES)
        return read_dicom(structure, file_sha256, patient_key)
    if kind is Kind.PICTURE:
        return read_picture(data, file_sha256)
    raise NotARadiograph(*_NO_IMAGE.get(kind, _STRANGER))
