"""The hot spots of a map outside R: pieces of at least 15 % of its maximum (method, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.attention.where import Where
from models.values.parameters import Parameters

_FINEST = 160


@dataclass(frozen=True)
class Spots:
    """The hot spots of one map, the largest share first.

    Attributes:
        shape: Height and width of the map.
        boxes: Rows and columns that hold each.
        pieces: Each in its box.
        shares: Of the map's mass on F.
        middles: Row and column of the middle of each one's mass, in pixels.
    """

    shape: tuple[int, ...]
    boxes: tuple[tuple[slice, slice], ...]
    pieces: tuple[NDArray[np.bool_], ...]
    shares: tuple[float, ...]
    middles: tuple[tuple[float, float], ...]

    @cached_property
    def masks(self) -> tuple[NDArray[np.bool_], ...]:
        """H×W bool, one a spot; made when first asked for."""
        masks = tuple(np.zeros(self.shape, bool) for _ in self.boxes)
        for mask, box, piece in zip(masks, self.boxes, self.pieces, strict=True):
            mask[box] = piece
        return masks


def hot_spots(heat: NDArray[np.float32], where: Where, parameters: Parameters) -> Spots:
    """Find the pieces of the map that are hot and lie outside R.

    Pieces are separated on at most about 160 rows; no map is finer than that.

    Args:
        heat: H×W interpolated map, non-negative, not zero everywhere on F.
        where: The film's places for the class.
        parameters: Share of the maximum that is hot; most spots kept.
    """
    step = max(1, max(heat.shape) // _FINEST)
    coarse = np.s_[::step, ::step]
    on_field = heat[coarse] * where.field[coarse]
    if not on_field.any():
        return Spots(heat.shape, (), (), (), ())
    hot = (on_field >= parameters.hot_spot_share * on_field.max()) & where.outside[coarse]
    pieces, count = ndimage.label(hot)
    at = np.flatnonzero(hot)
    numbers, mass, places = pieces.ravel()[at] - 1, on_field.ravel()[at], np.divmod(at, hot.shape[1])
    masses = np.bincount(numbers, mass, count)
    middles = np.stack([(np.bincount(numbers, mass * place, count) / masses + 0.5) * step for place in places], axis=1)
    order = np.argsort(-masses, kind="stable")[: parameters.hot_spots].tolist()
    found, whole = ndimage.find_objects(pieces, count), float(on_field.sum(dtype=np.float64))
    boxes, spots = [], []
    for index in order:
        rows, columns = found[index]
        box = np.s_[rows.start * step : rows.stop * step, columns.start * step : columns.stop * step]
        outside = where.outside[box]
        piece = (pieces[rows, columns] == 1 + index).repeat(step, axis=0).repeat(step, axis=1)
        spots.append(piece[: outside.shape[0], : outside.shape[1]] & outside)
        boxes.append(box)
    shares = tuple(float(masses[index]) / whole for index in order)
    return Spots(heat.shape, tuple(boxes), tuple(spots), shares, tuple((float(middles[i, 0]), float(middles[i, 1])) for i in order))
