"""Films that were stored in colour, flattened to grey."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_LUMINANCE = (0.299, 0.587, 0.114)
_TINT = 0.06
"""The most, in shares of the range, by which the channels of a grey pixel differ after a lossy codec."""


def luminance(channels: NDArray[Any], top: float) -> NDArray[np.float32]:
    """Return H×W luminance in [0, 1] (ITU-R BT.601).

    Args:
        channels: H×W×3 or more, red first, integers; further channels are left out.
        top: The value of full brightness.
    """
    grey = np.zeros(channels.shape[:2], np.float32)
    for channel, weight in enumerate(_LUMINANCE):
        grey += channels[..., channel] * np.float32(weight / top)
    return np.clip(grey, 0, 1, out=grey)


def is_grey(channels: NDArray[Any]) -> bool:
    """Tell whether the three channels are the same everywhere."""
    return bool((channels[..., 0] == channels[..., 1]).all() and (channels[..., 1] == channels[..., 2]).all())


def coloured_share(channels: NDArray[Any], top: float) -> float:
    """Return the share of pixels whose channels differ by more than a lossy codec explains."""
    colour = channels[..., :3]
    spread = colour.max(axis=-1).astype(np.float32) - colour.min(axis=-1)
    return float((spread > _TINT * top).mean())


def colourfulness(channels: NDArray[Any]) -> float:
    """Return the mean spread of a pixel's channels; a grey film whose channels were mixed up has more of it."""
    sample = channels[::4, ::4].astype(np.float32)
    return float((sample.max(axis=-1) - sample.min(axis=-1)).mean())
