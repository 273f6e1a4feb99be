"""Where a classifier's maps lie on the canonical grid of a film, and what of the film the classifier sees at all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.grids.geometry import Geometry, GridBox, map_box


@dataclass(frozen=True)
class Seen:
    """A film's canonical grid in the eyes of one classifier.

    Attributes:
        canonical: From the film to its canonical grid.
        network: From the film to the network's pixels.
    """

    canonical: Geometry
    network: Geometry

    @cached_property
    def between(self) -> Geometry:
        """From the canonical grid to the network's pixels."""
        return self.canonical.to(self.network)

    def box(self, grid: tuple[int, int]) -> GridBox:
        """Return the canonical grid's rectangle in the coordinates of a map of so many cells."""
        return map_box(self.between, grid)

    @cached_property
    def mask(self) -> NDArray[np.bool_]:
        """h×w on the canonical grid, what lies on the network's input: a preparation may crop a film."""
        (rows, columns), (height, width) = self.canonical.network, self.network.network
        x = (np.arange(columns) + 0.5) * self.between.scale[0] + self.between.offset[0]
        y = (np.arange(rows) + 0.5) * self.between.scale[1] + self.between.offset[1]
        return np.asarray(((y >= 0) & (y < height))[:, None] & ((x >= 0) & (x < width)))
