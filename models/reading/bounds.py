"""What no chest film is: too small, too large, or without content."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.values.refusal import NotARadiograph, RefusalCode

SMALLEST, LARGEST = 128, 12_000
FEW_LEVELS = 64
"""Of 6 bits; a film of 8 bits has some 200."""
MOST_SAMPLES = 50_000_000
"""More than any detector or film digitiser gives; what the reader holds of them stays below 1.5 GB."""


def check_size(*, rows: int, columns: int, samples: int = 1) -> None:
    """Refuse what is too small to be read or too large to be held.

    Args:
        rows, columns: Of the image.
        samples: Numbers of up to 16 bits that a pixel takes up: 1 for grey, 3 for colour, 4 with transparency.

    Raises:
        NotARadiograph: A side or the whole is out of bounds.
    """
    if min(rows, columns) < SMALLEST:
        sentence = (
            f"The image has {columns} × {rows} pixels, and a chest film needs at least {SMALLEST} each way; export it at its full size."
        )
        raise NotARadiograph(RefusalCode.TOO_SMALL, sentence)
    if max(rows, columns) > LARGEST:
        sentence = f"The image has {columns} × {rows} pixels, and more than {LARGEST} each way are not read; export it smaller."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)
    if rows * columns * samples > MOST_SAMPLES:
        most = MOST_SAMPLES // samples // 1_000_000
        kind = " of a grey film" if samples == 1 else f" of {samples} numbers each"
        sentence = f"The image has {columns} × {rows} pixels, and more than {most} million{kind} are not read; export it smaller."
        raise NotARadiograph(RefusalCode.TOO_LARGE, sentence)


def check_content(pixels: NDArray[np.float32]) -> None:
    """Refuse an image of a single grey.

    Raises:
        NotARadiograph: All pixels are the same.
    """
    if not pixels.size or float(np.ptp(pixels)) < 1e-4:
        raise NotARadiograph(
            RefusalCode.BLANK, "All pixels of the image have the same value, so there is nothing to see; send the film again."
        )


def has_few_levels(pixels: NDArray[np.float32]) -> bool:
    """Tell whether every fifth pixel of every third row has no more than ``FEW_LEVELS`` levels of grey together."""
    levels = np.bincount(np.round(pixels[::3, ::5].ravel() * 65535).astype(np.int64))
    return int(np.count_nonzero(levels)) <= FEW_LEVELS
