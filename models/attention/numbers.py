"""Map × places → numbers: how much of a map lies outside R, where its peak is, how much one cell leaks (method, section 5)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.attention.where import Where
from models.grids.geometry import GridBox
from models.grids.interpolation import film_matrices
from models.values.attention import Peak


@dataclass(frozen=True)
class Weights:
    """How much each cell of a classifier's grid counts once its map is interpolated: sums over pixels without the pixels.

    Attributes:
        where: Of one class.
        grid: Rows and columns of the maps.
        box: Rectangle of the film's grid in the maps' coordinates.
    """

    where: Where
    grid: tuple[int, int]
    box: GridBox

    @cached_property
    def field(self) -> NDArray[np.float64]:
        """h×w, a cell's mass on F."""
        return self._mass(self.where.field)

    @cached_property
    def outside(self) -> NDArray[np.float64]:
        """h×w, a cell's mass on F without R."""
        return self._mass(self.where.outside)

    def _mass(self, mask: NDArray[np.bool_]) -> NDArray[np.float64]:
        down, across = film_matrices(self.grid, self.box, (mask.shape[0], mask.shape[1]))
        return np.asarray(down.T @ mask.astype(np.float32) @ across, np.float64)

    @cached_property
    def area_outside(self) -> float:
        """Share of F that is outside R."""
        return float(np.count_nonzero(self.where.outside) / np.count_nonzero(self.where.field))

    @cached_property
    def resolution_floor(self) -> float | None:
        """The mean share outside R of the interpolated map of one active cell whose centre lies in R, if there is one."""
        (rows, on_rows), (columns, on_columns) = (
            _centres(cells, low, high, side)
            for cells, low, high, side in zip(self.grid, self.box[1::-1], self.box[:1:-1], self.where.field.shape, strict=True)
        )
        # Where pixels are larger than cells, a cell may have no weight on any of them.
        centred = self.where.allowed[np.ix_(rows, columns)] & on_rows[:, None] & on_columns & (self.field > 0)
        return float((self.outside[centred] / self.field[centred]).mean()) if centred.any() else None

    def share_outside(self, heat: NDArray[np.floating]) -> float | None:
        """Return the share of the mass of an h×w map that lies outside R; None for a map that is zero on F."""
        total = float((heat * self.field).sum())
        return float((heat * self.outside).sum()) / total if total > 0 else None

    def enrichment(self, heat: NDArray[np.floating]) -> float | None:
        """Return log₂ of the odds of that share over the odds of the area; None where either is 0 or 1."""
        share, area = self.share_outside(heat), self.area_outside
        if share is None or not (0 < share < 1 and 0 < area < 1):
            return None
        return float(np.log2((share / area) / ((1 - share) / (1 - area))))


def peak(heat: NDArray[np.float32], where: Where) -> Peak:
    """Tell where the maximum on F of an interpolated H×W map is."""
    at = int(np.argmax(heat))
    if not where.field.ravel()[at]:
        at = int(np.argmax(np.where(where.field, heat, -1)))
    row, column = divmod(at, heat.shape[1])
    x, y = where.geometry.to_source(column + 0.5, row + 0.5)
    distance = where.distance(row, column)
    in_mm = distance * where.pixel_spacing_mm if distance is not None and where.pixel_spacing_mm else None
    return Peak(x, y, bool(where.allowed[row, column]), in_mm, distance)


def _centres(cells: int, low: float, high: float, side: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the pixel, of a side that spans low to high in cells, at the centre of each cell, and whether it lies on the side."""
    at = np.floor((np.arange(cells) + 0.5 - low) / (high - low) * side).astype(int)
    return at.clip(0, side - 1), (at >= 0) & (at < side)
