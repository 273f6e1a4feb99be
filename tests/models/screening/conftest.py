"""Shared by the tests of whole screenings: films made of pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Radiograph


def film_of(pixels: NDArray[np.float32], mm: float | None = None) -> Radiograph:
    """Return a film of nobody; its spacing in millimetres, where it is known."""
    rows, columns = pixels.shape
    return Radiograph(pixels, automatic_window(pixels), Header("00" * 32, pixel_hash(pixels), rows, columns, pixel_spacing_mm=mm))
