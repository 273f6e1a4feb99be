"""A film at halved sizes, so that what is seen of it is made from about as many pixels as the screen has. No Qt.

Greys stay numbers of 16 bits up to the screen: they are resampled first and windowed then, so a narrow window shows no steps that the
film does not have.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.desktop.viewer.facing import Facing

TOP = 65535
_LEAST = 64
Box = tuple[float, float, float, float]


class Levels:
    """A film and its smaller copies, each the mean of two by two pixels of the one before.

    Args:
        pixels: H×W float32 in [0, 1]; kept as they are.
    """

    def __init__(self, pixels: NDArray[np.float32]) -> None:
        self._levels = [pixels]
        while min(self._levels[-1].shape) >= 2 * _LEAST:
            self._levels.append(_halved(self._levels[-1]))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the film."""
        return self._levels[0].shape[0], self._levels[0].shape[1]

    def seen(self, facing: Facing, box: Box, size: tuple[int, int]) -> NDArray[np.intp]:
        """Return a part of the film at the size of the screen.

        Args:
            facing: How the film lies.
            box: Left, top, right and bottom of the part, in film pixels as the film lies.
            size: Width and height of the part on the screen, at least 1.

        Returns:
            Height×width greys of 0 to 65,535, as places in a table.
        """
        shrunk = min((box[2] - box[0]) / size[0], (box[3] - box[1]) / size[1])
        number = max(0, min(int(np.log2(max(shrunk, 1))), len(self._levels) - 1))
        laid = facing.laid(self._levels[number])
        part = _resampled(laid, (box[0] / 2**number, box[1] / 2**number, box[2] / 2**number, box[3] / 2**number), size)
        return np.asarray(part * np.float32(TOP) + np.float32(0.5), np.uint16).astype(np.intp)


def _halved(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, columns = (side // 2 * 2 for side in pixels.shape)
    quarter = pixels[:rows:2, :columns:2] + pixels[1:rows:2, :columns:2]
    quarter += pixels[:rows:2, 1:columns:2]
    quarter += pixels[1:rows:2, 1:columns:2]
    quarter *= np.float32(0.25)
    return np.asarray(quarter)


def _resampled(laid: NDArray[Any], box: Box, size: tuple[int, int]) -> NDArray[np.float32]:
    """Resample a part bilinearly, its pixels' means where it shrinks; a pixel that stays a pixel is taken as it is."""
    rows, columns = laid.shape
    left, top, right, bottom = (int(np.floor(box[0])), int(np.floor(box[1])), int(np.ceil(box[2])), int(np.ceil(box[3])))
    if all(float(end).is_integer() for end in box) and (right - left, bottom - top) == size:
        return np.asarray(laid[top:bottom, left:right])
    # Bilinear resampling looks at neighbours, of which a cut part would lack some at its border.
    first_x, first_y, end_x, end_y = max(left - 2, 0), max(top - 2, 0), min(right + 2, columns), min(bottom + 2, rows)
    part = Image.fromarray(np.ascontiguousarray(laid[first_y:end_y, first_x:end_x]))
    inside = (
        max(box[0] - first_x, 0.0), max(box[1] - first_y, 0.0),
        min(box[2] - first_x, end_x - first_x), min(box[3] - first_y, end_y - first_y),
    )  # fmt: skip
    return np.asarray(np.clip(np.asarray(part.resize(size, Image.Resampling.BILINEAR, inside)), 0, 1))
