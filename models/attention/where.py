"""Where on a film a map of one class is read: the exposed field F and the allowed region R(c) (method, sections 4 and 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.grids.geometry import Geometry
from models.grids.masks import beside


@dataclass(frozen=True)
class Where:
    """The places of one film for one class, on its canonical grid.

    Attributes:
        field: H×W bool, F: exposed film that the classifier sees.
        allowed: H×W bool, R: where the evidence may lie, its tolerance included; within the field.
        geometry: From the film to that grid.
        pixel_spacing_mm: Of the film, or None.
    """

    field: NDArray[np.bool_]
    allowed: NDArray[np.bool_]
    geometry: Geometry
    pixel_spacing_mm: float | None

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """F without R."""
        return self.field & ~self.allowed

    def distance(self, row: int, column: int) -> float | None:
        """Return the distance of a pixel's centre to R in source pixels, negative inside R; None where R is empty or everything.

        It is measured to the nearest centre of a pixel on the other side, less half a pixel.
        """
        inside = bool(self.allowed[row, column])
        rows, columns = self._outer_edge if inside else self._inner_edge
        if not len(rows):
            return None
        scale = self.geometry.scale
        apart = np.hypot((columns - column) / scale[0], (rows - row) / scale[1]).min()
        return float(-apart if inside else apart)

    @cached_property
    def _inner_edge(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows and columns of the pixels of R beside others."""
        return self._places(self.allowed & beside(~self.allowed))

    @cached_property
    def _outer_edge(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same of the pixels beside R, those beyond the image's rim left out."""
        return self._places(~self.allowed & beside(self.allowed))

    def _places(self, mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.divmod(np.flatnonzero(mask), mask.shape[1])
