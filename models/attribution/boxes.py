"""What is made of a map that is shown or handed on: the box, the seed of a segmentation, and values to draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

SHARE = 0.15
"""Of the map's maximum: from there on a place counts (Selvaraju 2017, section 4.1)."""


def seed_mask(heat: NDArray[np.floating], share: float = SHARE) -> NDArray[np.bool_]:
    """Return where a map reaches a share of its maximum; nowhere, where nothing is positive.

    Args:
        heat: H×W; what is negative speaks against the class and does not count.
        share: Above 0, at most 1.

    Raises:
        ValueError: The share is none.
    """
    if not 0 < share <= 1:
        raise ValueError(f"A share of the maximum is above 0 and at most 1, not {share}.")
    highest = heat.max(initial=0)
    return heat >= share * highest if highest > 0 else np.zeros(heat.shape, bool)


def box(heat: NDArray[np.floating], share: float = SHARE) -> tuple[int, int, int, int] | None:
    """Return the bounding box of the largest piece of the thresholded map, or None where nothing is positive.

    Args:
        heat: H×W.
        share: Of the maximum.

    Returns:
        x0, y0, x1, y1 in the map's pixels, half-open. Cells that touch at a corner only are different pieces;
        of equal pieces the upper counts.
    """
    pieces, count = ndimage.label(seed_mask(heat, share))
    if not count:
        return None
    largest = 1 + int(np.argmax(np.bincount(pieces.ravel())[1:]))
    rows, columns = ndimage.find_objects(pieces)[largest - 1]
    return columns.start, rows.start, columns.stop, rows.stop


def for_display(heat: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scale a map to be drawn: its largest absolute value becomes 1, and zero stays zero.

    A map without negative values comes out in [0, 1], a signed one in [-1, 1]. Only for the eye: two maps so scaled cannot be compared.
    """
    highest = np.abs(heat).max(initial=0)
    return (heat / highest if highest > 0 else np.zeros_like(heat)).astype(np.float32)
