"""What any mask is asked: its neighbours, and the box that holds it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def beside(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels with a neighbour of the mask above, below, left or right."""
    found = np.zeros_like(mask)
    found[1:] |= mask[:-1]
    found[:-1] |= mask[1:]
    found[:, 1:] |= mask[:, :-1]
    found[:, :-1] |= mask[:, 1:]
    return found


def bounds(mask: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return the half-open bounding box of a mask that is not empty: x0, y0, x1, y1."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
