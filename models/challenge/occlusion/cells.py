"""The cells of an occlusion map: a coarse grid over the classifier's input, each of whose cells can be cut into four."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

_ON_COARSE = 0.55
"""Share of the calls that the coarse grid may take; the rest goes where it is hot."""
_PARTS = 4

Cell = tuple[slice, slice]


@dataclass(frozen=True)
class Cells:
    """Coarse and fine cells of an input.

    Attributes:
        side: Coarse cells along each side; fine ones are twice as many.
        shape: Rows and columns of the input.
    """

    side: int
    shape: tuple[int, int]

    @classmethod
    def for_calls(cls, most: int, shape: tuple[int, int]) -> Self:
        """Return the finest cells that so many calls allow."""
        return cls(min(math.isqrt(int(_ON_COARSE * most)), min(shape) // 2), shape)

    @property
    def coarse(self) -> list[tuple[int, int]]:
        """Row and column of each coarse cell."""
        return [(row, column) for row in range(self.side) for column in range(self.side)]

    def pixels(self, row: int, column: int) -> Cell:
        """Return the pixels of a coarse cell."""
        return self._part(2 * row, 2 * row + 2, 0), self._part(2 * column, 2 * column + 2, 1)

    def quarters(self, row: int, column: int) -> Iterator[tuple[int, int, Cell]]:
        """Yield row, column and pixels of the four fine cells of a coarse one."""
        for down in (2 * row, 2 * row + 1):
            for across in (2 * column, 2 * column + 1):
                yield down, across, (self._part(down, down + 1, 0), self._part(across, across + 1, 1))

    def finer(self, coarse: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return side×side values on the fine cells, each in four equal parts; …×side×side to …×2·side×2·side."""
        return np.asarray(coarse.repeat(2, axis=-2).repeat(2, axis=-1) / _PARTS)

    def _part(self, start: int, stop: int, axis: int) -> slice:
        pixels, parts = self.shape[axis], 2 * self.side
        return slice(round(start * pixels / parts), round(stop * pixels / parts))


def hottest(deltas: NDArray[np.float64], calls: int, least: float) -> list[tuple[int, int]]:
    """Return the coarse cells worth cutting, the hottest first.

    Args:
        deltas: K×side×side, of the findings that count; NaN is not known.
        calls: That are left; each cell takes four.
        least: Of a finding's largest |Δ|, below which a cell is not cut.
    """
    sizes = np.nan_to_num(np.abs(deltas))
    top = sizes.max(axis=(1, 2), keepdims=True)
    heat = np.divide(sizes, top, out=np.zeros_like(sizes), where=top > 0).max(axis=0)
    order = np.argsort(-heat, axis=None, kind="stable")[: calls // _PARTS]
    side = heat.shape[1]
    return [(int(index) // side, int(index) % side) for index in order if heat.flat[index] >= max(least, np.finfo(float).tiny)]
