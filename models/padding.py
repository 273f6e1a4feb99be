"""Padding: grey that is no film, around the film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def touching_rim(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the parts of a mask that are connected to the rim of the image.

    A burned-in letter may have the very grey of the padding; it lies within the film and stays.

    Args:
        mask: H×W.
    """
    from scipy import ndimage

    parts, _ = ndimage.label(mask)
    outside = np.zeros(int(parts.max()) + 1, np.bool_)
    for edge in (parts[0], parts[-1], parts[:, 0], parts[:, -1]):
        outside[edge] = True
    outside[0] = False
    return np.asarray(outside.take(parts))


def without_holes(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask with what it surrounds: the same as scipy's ``binary_fill_holes``, many times faster.

    Args:
        mask: H×W.
    """
    return ~touching_rim(~mask)
