"""Convolution through the frequency domain. ``scipy.signal`` has it too, but takes more than a second to import."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft


def convolved_within(image: NDArray[np.float32], kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Convolve where the kernel lies wholly within the image.

    Args:
        image: H×W.
        kernel: h×w, no larger than the image.

    Returns:
        (H−h+1)×(W−w+1).
    """
    (height, width), (rows, columns) = image.shape, kernel.shape
    size = [fft.next_fast_len(height + rows - 1, real=True), fft.next_fast_len(width + columns - 1, real=True)]
    found: NDArray[np.float32] = fft.irfft2(fft.rfft2(image, size) * fft.rfft2(kernel, size), size)
    return found[rows - 1 : height, columns - 1 : width]
