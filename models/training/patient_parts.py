"""Patients dealt to five parts by their name, so that what is told of one part is told by the others."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

PARTS = 5


def parts_of(patients: NDArray[np.str_]) -> NDArray[np.int_]:
    """Return the part of each film's patient."""
    return np.array([zlib.crc32(str(patient).encode()) % PARTS for patient in patients], np.int_)
