"""In which zone of a film a hot spot lies: a corner, a border, or a structure (method, section 5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.structures import Structure
from models.values.attention import Box, Zone

_CORNER, _BORDER = 0.2, 0.08
"""Depth of corners and of borders, as shares of the exposed field."""
_FINEST = 64
"""Rows and columns of a spot that are looked at, at most; no map is that fine."""

_OF_STRUCTURE = {
    Structure.RIGHT_LUNG: Zone.RIGHT_LUNG,
    Structure.LEFT_LUNG: Zone.LEFT_LUNG,
    Structure.MEDIASTINUM: Zone.MEDIASTINUM,
    Structure.BELOW_DIAPHRAGM: Zone.BELOW_DIAPHRAGM,
    Structure.ABOVE_CLAVICLES: Zone.ABOVE_CLAVICLES,
    Structure.CHEST_WALL: Zone.CHEST_WALL,
    Structure.BACKGROUND: Zone.BACKGROUND,
    Structure.SHOULDERS_AND_ARMS: Zone.SHOULDERS_AND_ARMS,
}
_CORNERS = {
    (0, 0): Zone.UPPER_LEFT_CORNER, (0, 1): Zone.UPPER_RIGHT_CORNER, (1, 0): Zone.LOWER_LEFT_CORNER, (1, 1): Zone.LOWER_RIGHT_CORNER,
}  # fmt: skip


def zone(middle: tuple[float, float], mass: NDArray[np.float32], labels: NDArray[np.uint8], field: Box) -> Zone:
    """Name the zone of the middle of a spot's mass; left and right are the image's.

    Args:
        middle: Its row and column.
        mass: h×w, the map on the spot, 0 beside it.
        labels: h×w, the number of the structure at each of these places.
        field: Bounds of the exposed field: x0, y0, x1, y1.
    """
    x0, y0, x1, y1 = field
    down, across = (middle[0] - y0) / (y1 - y0), (middle[1] - x0) / (x1 - x0)
    nearest = min(down, 1 - down), min(across, 1 - across)
    if max(nearest) <= _CORNER:
        return _CORNERS[int(down > 0.5), int(across > 0.5)]
    if min(nearest) <= _BORDER:
        if nearest[0] < nearest[1]:
            return Zone.TOP_BORDER if down < 0.5 else Zone.BOTTOM_BORDER
        return Zone.LEFT_BORDER if across < 0.5 else Zone.RIGHT_BORDER
    some = np.s_[:: 1 + mass.shape[0] // _FINEST, :: 1 + mass.shape[1] // _FINEST]
    masses = np.bincount(labels[some].ravel(), mass[some].ravel(), len(Structure))
    masses[Structure.OUTSIDE_FIELD.number] = -1
    return _OF_STRUCTURE[list(Structure)[int(masses.argmax())]]
