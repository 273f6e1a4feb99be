"""The heart of a film: as the segmenter found it where that can be a heart, else not, with the reason."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.cavity import corners, filled, hull
from models.anatomy.shape import Points
from models.grids.masks import around, largest_piece, middle, without_holes

_SMOOTH = 0.006
"""Standard deviation of the Gaussian that smooths its border, as a share of the grid's longer side."""
_WHOLE = 0.85
"""Least share of what was found that lies in one piece."""
_AREA = (0.06, 0.40)
"""Of the square over the width of both lungs; of 115 hearts that people drew it is 0.08 to 0.28."""
_CONVEX = 0.88
"""Least share of its convex hull that it fills; of those hearts the least is 0.91, the median 0.97. Opaque lung makes it ragged."""
_ACROSS, _DOWN = (0.33, 0.72), (0.58, 0.92)
"""Where its centre lies in the box around both lungs; 0.50 to 0.65 and 0.67 to 0.86 on those films, more where a lung is lost or the film
mirrored."""

WITHOUT_LUNGS = "No heart was looked for, since next to no lung was found."
NONE_FOUND = "no heart was found"
IN_PIECES = "the heart that was found is in pieces"
NO_SUCH_SIZE = "the heart that was found has not the size of one"
NO_SUCH_SHAPE = "the heart that was found has not the shape of one"
NO_SUCH_PLACE = "the heart that was found does not lie where one lies"


@dataclass(frozen=True)
class Heart:
    """The heart of one film on a grid.

    Attributes:
        mask: h×w, in one piece, over the lungs where it lies before them; nothing where there is none.
        reason: Why there is none, without a capital and a full stop; None where it was found.
    """

    mask: NDArray[np.bool_]
    reason: str | None

    @property
    def is_found(self) -> bool:
        """Whether it was found."""
        return self.reason is None

    @property
    def sentence(self) -> str | None:
        """Why it was not found, and what stands in for it."""
        return f"{self.reason[0].upper()}{self.reason[1:]}; its place is taken from the lungs." if self.reason else None

    @classmethod
    def of(cls, drawn: NDArray[np.bool_], landmarks: Points, field: NDArray[np.bool_]) -> Heart:
        """Return the heart, smoothed and without holes, if it can be one.

        Args:
            drawn: h×w, all that the segmenter takes for heart.
            landmarks: Outlines of both lungs, in the grid's pixels.
            field: h×w, the exposed field; nothing lies beyond it.
        """
        largest, share = largest_piece(drawn & field)
        mask = _smoothed(largest) & field
        reason = _reason(mask, share, landmarks)
        return cls(mask if reason is None else np.zeros_like(mask), reason)


def _smoothed(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if not mask.any():
        return mask
    sigma, smoothed = _SMOOTH * max(mask.shape), np.zeros_like(mask)
    # The filter ends four deviations from the mask; beyond that all is 0.
    part = around(mask, math.ceil(4 * sigma) + 1)
    soft = ndimage.gaussian_filter(mask[part].astype(np.float32), sigma)
    smoothed[part] = without_holes(largest_piece(soft > 0.5)[0])
    return smoothed


def _reason(mask: NDArray[np.bool_], share: float, landmarks: Points) -> str | None:
    if not mask.any():
        return NONE_FOUND
    if share < _WHOLE:
        return IN_PIECES
    corner, (width, height) = landmarks.min(axis=0), np.ptp(landmarks, axis=0)
    area = np.count_nonzero(mask)
    if not _AREA[0] <= area / width**2 <= _AREA[1]:
        return NO_SUCH_SIZE
    if area < _CONVEX * np.count_nonzero(filled(hull(corners(mask)), mask.shape)):
        return NO_SUCH_SHAPE
    down, across = middle(mask)
    right, low = (across + 0.5 - corner[0]) / width, (down + 0.5 - corner[1]) / height
    is_there = _ACROSS[0] <= right <= _ACROSS[1] and _DOWN[0] <= low <= _DOWN[1]
    return None if is_there else NO_SUCH_PLACE
