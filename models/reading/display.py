"""How a film is first shown. The networks never see any of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset

from models.radiograph import Window, automatic_window
from models.reading.tags import number

_SATURATED = 0.4


def first_window(dataset: Dataset, pixels: NDArray[np.float32], *, low: float, high: float, inverted: bool) -> Window:
    """Return the file's own window (PS3.3 C.11.2) in grey of the film, or an automatic one.

    The file's window is passed over when it is absent or when it would show over 40 % of the film as plain black or white.

    Args:
        dataset: The file.
        pixels: H×W in [0, 1].
        low, high: Values of the file that 0 and 1 stand for before inversion.
        inverted: Grey is 1 − value, as for MONOCHROME1.
    """
    centre, width = number(dataset, "WindowCenter"), number(dataset, "WindowWidth")
    if centre is None or width is None or width <= 0:
        return automatic_window(pixels)
    grey = (centre - low) / (high - low)
    window = Window(1 - grey if inverted else grey, width / abs(high - low), "file")
    sample = pixels[::4, ::4]
    lost = (sample < window.centre - window.width / 2) | (sample > window.centre + window.width / 2)
    return automatic_window(pixels) if lost.mean() > _SATURATED else window
