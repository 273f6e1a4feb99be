"""One film in the common lung frame: its maps and its allowed regions on a grid of places that mean the same on every film."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from models.anatomy.frame import Frame, operator
from models.attention.reference.focal import Maps
from models.attention.seen import Seen
from models.grids.interpolation import sampled
from models.values.attention import Box

PITCH = 4.5
"""Cells of the frame between two places; classifiers' maps are coarser than that."""
_X, _Y = (-8.0, 72.0), (-12.0, 92.0)
"""The places reach beyond the frame, since corners and lower borders of films do."""


@dataclass(frozen=True)
class InFrame:
    """A film's registration, read at the places.

    Attributes:
        frame: Of the film.
        field: H×W bool, the exposed field on the film's canonical grid, as far as the classifier sees it.
        seen: How it sees the film.
    """

    frame: Frame
    field: NDArray[np.bool_]
    seen: Seen

    @cached_property
    def _at(self) -> NDArray[np.float64]:
        """h×w×2, where the places lie on the film, x and y in source pixels."""
        places, shape = _places()
        return np.asarray((places @ np.array(self.frame.landmarks)).reshape(*shape, 2))

    @cached_property
    def _on_input(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows and columns of the places on the network's input, from 0 to 1; some lie beyond it."""
        network = self.seen.network
        columns, rows = np.moveaxis((self._at * network.scale + network.offset) / network.network[::-1], -1, 0)
        return rows, columns

    @cached_property
    def _pixels(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of the canonical grid's pixels there; beyond the film the nearest."""
        height, width = self.field.shape
        columns, rows = np.moveaxis(np.floor(self._at * self.seen.canonical.scale).astype(int), -1, 0)
        return rows.clip(0, height - 1), columns.clip(0, width - 1)

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """h×w, the places that lie on the exposed field."""
        x, y = self._at[..., 0], self._at[..., 1]
        rows, columns = self.seen.canonical.source
        return (x >= 0) & (x < columns) & (y >= 0) & (y < rows) & self.field[self._pixels]

    def outside(self, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return the places on the exposed field outside an allowed region, which is H×W on the canonical grid."""
        return self.known & ~allowed[self._pixels]

    def maps(self, signed: NDArray[np.floating]) -> Maps:
        """Return …×h×w signed maps of the classifier's grid at the places, in logits a film; beyond the film its edge goes on."""
        (rows, columns), (height, width) = self._on_input, signed.shape[-2:]
        return sampled(signed, rows * height, columns * width) * np.float32(height * width)

    def box(self, place: tuple[int, int]) -> Box:
        """Return a place with the places around it as a box in source pixels, within the film and never empty."""
        rows, columns = self._at.shape[:2]
        y, x = place
        around = self._at[max(y - 1, 0) : min(y + 2, rows), max(x - 1, 0) : min(x + 2, columns)].reshape(-1, 2)
        (x0, y0), (x1, y1) = around.min(axis=0), around.max(axis=0)
        height, width = self.seen.canonical.source
        left, top = min(max(round(x0), 0), width - 1), min(max(round(y0), 0), height - 1)
        return left, top, min(max(round(x1), left + 1), width), min(max(round(y1), top + 1), height)


@cache
def _places() -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the operator of the places, and their rows and columns."""
    x, y = np.meshgrid(np.arange(*_X, PITCH) + PITCH / 2, np.arange(*_Y, PITCH) + PITCH / 2)
    return operator(np.stack([x, y], axis=-1)), x.shape
