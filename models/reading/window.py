"""The window in which a film is first shown, where its header has none that serves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.values.radiograph import Window, WindowOrigin


def automatic_window(
    pixels: NDArray[np.float32], content: NDArray[np.bool_] | None = None, origin: WindowOrigin = WindowOrigin.AUTOMATIC
) -> Window:
    """Return the window that shows the middle 99 % of a film's grey.

    Args:
        pixels: H×W in [0, 1].
        content: H×W, False on padding, which does not count; None is all content.
        origin: What to say of it.
    """
    low, high = np.percentile(sampled(pixels, content), (0.5, 99.5))
    return Window(float(low + high) / 2, max(float(high - low), 1e-3), origin)


def sampled(pixels: NDArray[np.float32], content: NDArray[np.bool_] | None) -> NDArray[np.float32]:
    """Return every fourth pixel of every fourth row that is content, as one row; all of them where there is no content."""
    sample = pixels[::4, ::4]
    if content is not None and content[::4, ::4].any():
        return np.asarray(sample[content[::4, ::4]])
    return sample.ravel()
