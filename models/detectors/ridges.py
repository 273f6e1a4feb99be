"""What is brighter than its surroundings and narrow: the common ground of the detectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage


def standing_out(grey: NDArray[np.float32], widest: float) -> NDArray[np.float32]:
    """Return how far each pixel stands above the opening of the film: the white top-hat with a square (Serra 1982).

    Args:
        grey: H×W.
        widest: Side of the square in pixels; wider things do not stand out.
    """
    side = max(3, round(widest) | 1)
    opened = ndimage.maximum_filter(ndimage.minimum_filter(grey, side, mode="nearest"), side, mode="nearest")
    return np.asarray(grey - opened)
