"""What no chest film is: too small, too large, or without content."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.radiograph import NotARadiograph, RefusalCode

SMALLEST, LARGEST = 128, 12_000
MOST_PIXELS = 50_000_000


def check_size(*, rows: int, columns: int) -> None:
    """Refuse what is too small to be read or too large to be held.

    Raises:
        NotARadiograph: A side is out of bounds, or there are more than ``MOST_PIXELS``.
    """
    if min(rows, columns) < SMALLEST:
        sentence = f"The image has {columns} × {rows} pixels; a chest film needs at least {SMALLEST} each way."
        raise NotARadiograph(RefusalCode.TOO_SMALL, sentence)
    if max(rows, columns) > LARGEST:
        sentence = f"The image has {columns} × {rows} pixels; more than {LARGEST} each way are not read."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)
    if rows * columns > MOST_PIXELS:
        sentence = f"The image has {columns} × {rows} pixels; more than {MOST_PIXELS // 1_000_000} million are not read."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)


def check_content(pixels: NDArray[np.float32]) -> None:
    """Refuse an image of a single grey.

    Raises:
        NotARadiograph: All pixels are the same.
    """
    if float(np.ptp(pixels)) < 1e-4:
        raise NotARadiograph(RefusalCode.BLANK, "All pixels of the image have the same value; there is nothing to see.")
