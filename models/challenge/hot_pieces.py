"""The hot spots of one map that may be challenged, each in one kind of place (method, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.attention.hot import Hot
from models.values.challenge import Place
from models.values.parameters import Parameters

_TINY = 0.001
"""Share of the field under which a piece is left out, unless all are."""

_COLD = np.float32(1e-6)
"""Least heat of what belongs to a piece though the map says nothing there."""


@dataclass(frozen=True)
class HotPiece:
    """One hot spot of one map.

    Attributes:
        label: Of the finding.
        place: What kind of place all of it is for that finding.
        share: Of the map's mass on the field.
        box: Rows and columns that hold it.
        inside: h×w in its box, the map as a share of its maximum on F, above 0 on the whole piece and 0 beside it.
        shape: Height and width of the grid.
    """

    label: str
    place: Place
    share: float
    box: tuple[slice, ...]
    inside: NDArray[np.float32]
    shape: tuple[int, ...]

    @property
    def heat(self) -> NDArray[np.float32]:
        """H×W, the same on the whole grid."""
        heat = np.zeros(self.shape, np.float32)
        heat[self.box] = self.inside
        return heat


Pieces = Sequence[Sequence[HotPiece]]
"""The pieces of each of several maps."""


def pieces_of(hots: Sequence[Hot], parameters: Parameters) -> Pieces:
    """Return the pieces of each map, in their order."""
    return [hot_pieces(hot, parameters) for hot in hots]


def hot_pieces(hot: Hot, parameters: Parameters) -> tuple[HotPiece, ...]:
    """Find the pieces of a map that are hot and lie outside R, the largest share of its mass first.

    A marker, text or a line of which a part is hot is taken whole: what is left of it would go on speaking for the class.

    Args:
        hot: The map and its places.
        parameters: Share of the maximum that is hot; largest share of the field that may be challenged.
    """
    field = hot.where.field
    on_field = np.where(field, hot.heat, np.float32(0))
    top, mass, area = float(on_field.max()), float(on_field.sum(dtype=np.float64)), np.count_nonzero(field)
    pieces = list[HotPiece]()
    for place in Place:
        kind = hot.on(place)
        spots = _with_whole((on_field >= parameters.hot_spot_share * top) & kind, hot.foreign & kind)
        numbered, _ = ndimage.label(spots)
        for number, box in enumerate(ndimage.find_objects(numbered), 1):
            kept = _at_most(numbered[box] == number, on_field[box], int(parameters.largest_challenge * area))
            inside = np.maximum(on_field[box] / np.float32(top), _COLD) * kept
            pieces.append(HotPiece(hot.label, place, float(inside.sum(dtype=np.float64)) * top / mass, box, inside, on_field.shape))
    pieces.sort(key=lambda piece: -piece.share)
    large = [piece for piece in pieces if np.count_nonzero(piece.inside) >= _TINY * area]
    return tuple(large or pieces[:1])


def _with_whole(spots: NDArray[np.bool_], foreign: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return spots with all of each foreign thing that they touch."""
    if not (spots & foreign).any():
        return spots
    things, _ = ndimage.label(foreign)
    touched = np.unique(things[spots & foreign])
    return np.asarray(spots | np.isin(things, touched))


def _at_most(piece: NDArray[np.bool_], heat: NDArray[np.float32], most: int) -> NDArray[np.bool_]:
    """Return a piece, or what is left around its peak when the threshold rises until at most so many pixels are hot."""
    if np.count_nonzero(piece) <= most:
        return piece
    row, column = np.unravel_index(np.argmax(np.where(piece, heat, -1)), heat.shape)
    hot = piece & (heat > np.sort(heat[piece])[::-1][most])
    hot[row, column] = True
    numbered, _ = ndimage.label(hot)
    return np.asarray(numbered == numbered[row, column])
