"""From a file to a Radiograph, or to one sentence that says why not.

The boundary to pydicom and Pillow: nothing else imports them.
"""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

from models.radiograph import NotARadiograph, Radiograph, RefusalCode
from models.reading.dicom import looks_like_dicom, read_dicom
from models.reading.picture import looks_like_picture, read_picture

__all__ = ["read_radiograph"]

_LARGEST = 1 << 30


def read_radiograph(path: Path) -> Radiograph:
    """Read one film.

    Args:
        path: A DICOM file (CR or DX), a PNG, a JPEG or a TIFF. What it is is told by its bytes, not by its name.

    Raises:
        NotARadiograph: The file is refused; the error carries the file's hash where it could be read.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise NotARadiograph(RefusalCode.UNREADABLE, "This is a folder or a device, not a file; choose the films in it.")
        if status.st_size > _LARGEST:
            raise NotARadiograph(
                RefusalCode.TOO_LARGE, "The file is larger than 1 GB, which no single radiograph is; export the film alone."
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotARadiograph(RefusalCode.NOT_FOUND, "There is no such file, it may have been moved; check its path.") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise NotARadiograph(RefusalCode.UNREADABLE, f"The file cannot be opened: {reason}; check your rights to it.") from None
    file_sha256 = hashlib.sha256(data).hexdigest()
    try:
        if looks_like_dicom(data):  # First, since a DICOM file's preamble may be that of a TIFF (PS3.10 7.1).
            return read_dicom(data, file_sha256)
        if looks_like_picture(data):
            return read_picture(data, file_sha256)
        raise NotARadiograph(
            RefusalCode.NOT_AN_IMAGE, "This is neither a DICOM file nor a PNG, JPEG or TIFF picture; send the film itself."
        )
    except MemoryError:
        sentence = "Reading the file takes more memory than there is; export it smaller."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence, file_sha256) from None
    except NotARadiograph as refusal:
        raise NotARadiograph(refusal.code, refusal.sentence, file_sha256) from refusal.__cause__
