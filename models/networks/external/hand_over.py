"""Writes a prepared film as its classifier's program reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.networks.external.arguments import HandOver


def written(film: NDArray[np.float32], stem: Path, how: HandOver, mm: float | None = None) -> Path:
    """Write a film, and return its file.

    Args:
        film: C×H×W, as the preparation makes it; as an image its first channel, 0 black and 1 white.
        stem: Of the file, without its ending.
        how: As what.
        mm: Side of a pixel in millimetres, which DICOM alone can tell.
    """
    file = stem.with_suffix(how.ending)
    match how:
        case HandOver.NPY:
            np.save(file, np.ascontiguousarray(film, np.float32), allow_pickle=False)
        case HandOver.PNG:
            Image.fromarray(np.rint(255 * film[0].clip(0, 1)).astype(np.uint8)).save(file, compress_level=1)
        case HandOver.DICOM:
            # pydicom is not wanted before a program reads DICOM.
            from models.networks.external.dicom_film import dicom_film

            file.write_bytes(dicom_film(film[0], mm))
    return file
