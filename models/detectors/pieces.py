"""The pieces of what a detector marked, looked for only where blocks of pixels tell that one may be large enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.grids.masks import around

Box = tuple[slice, slice]
"""Rows and columns that hold a piece."""

_BLOCK = 4
_CORNERS = np.ones((3, 3), bool)
_SIDES = ndimage.generate_binary_structure(2, 1)


def pieces(ink: NDArray[np.bool_], large: Callable[[int, int], bool], *, corners: bool = True) -> Iterator[tuple[Box, NDArray[np.bool_]]]:
    """Yield the connected pieces that are large enough, each with its box.

    Args:
        ink: H×W.
        large: Tells by height and width of its box whether a piece is large enough; if one is, so is every larger one.
        corners: Whether pixels are connected that touch by a corner alone.
    """
    blocks = _candidates(ink, large)
    if not blocks.any():
        return
    box = around(blocks, 0)
    top, left = (_BLOCK * along.start for along in box)
    part = ink[top : _BLOCK * box[0].stop, left : _BLOCK * box[1].stop]
    own = part & blocks[box].repeat(_BLOCK, axis=0).repeat(_BLOCK, axis=1)[: part.shape[0], : part.shape[1]]
    found, count = ndimage.label(own, _CORNERS if corners else _SIDES)
    for number, (rows, columns) in enumerate(ndimage.find_objects(found, count), 1):
        if large(rows.stop - rows.start, columns.stop - columns.start):
            place = slice(rows.start + top, rows.stop + top), slice(columns.start + left, columns.stop + left)
            yield place, found[rows, columns] == number


def _candidates(ink: NDArray[np.bool_], large: Callable[[int, int], bool]) -> NDArray[np.bool_]:
    """Return which blocks of pixels may belong to a piece that is large enough, by the pieces of blocks with ink."""
    rows, columns = np.divmod(np.flatnonzero(ink), ink.shape[1])
    blocks = np.zeros([-(-side // _BLOCK) for side in ink.shape], bool)
    blocks[rows // _BLOCK, columns // _BLOCK] = True
    found, count = ndimage.label(blocks, _CORNERS)
    boxes = ndimage.find_objects(found, count)
    kept = [large(_BLOCK * (down.stop - down.start), _BLOCK * (across.stop - across.start)) for down, across in boxes]
    return np.asarray(np.array([False, *kept]).take(found))
