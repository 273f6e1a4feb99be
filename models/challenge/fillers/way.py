"""From places of one film to the same places of the chest on another, through the lung frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.frame import Frame
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry
from models.grids.interpolation import interpolated, sampled

_STEPS = 40
"""Steps along the longer side of the network's input, between which the smooth map between two films is interpolated: they are a fifth as
long as the kernels of the lung frame are wide."""


@dataclass(frozen=True)
class Coarse:
    """Where some points of a box of a network's input lie in the lung frame.

    Attributes:
        in_frame: R×C×2, x and y.
        shape: Rows and columns of the box.
        step: Pixels between two points.
    """

    in_frame: NDArray[np.float64]
    shape: tuple[int, ...]
    step: int

    @classmethod
    def of(cls, frame: Frame, geometry: Geometry, shape: tuple[int, ...], start: tuple[int, int] = (0, 0)) -> Coarse:
        """Find them.

        Args:
            frame: Registration of the film.
            geometry: From the film to the network's input.
            shape: Rows and columns of the box.
            start: Its first row and column.
        """
        step = max(1, max(geometry.network) // _STEPS)
        y, x = (np.arange(0, side + step, step) + 0.5 for side in shape)
        on_network = np.stack(np.meshgrid(x + start[1], y + start[0]), axis=-1)
        return cls(frame.to_frame((on_network - geometry.offset) / geometry.scale), shape, step)


@dataclass(frozen=True)
class Way:
    """From a box of the network's input of a film to a donor.

    Attributes:
        image: C×H×W, of the donor.
        at: 2×h×w, row and column on it.
        covered: h×w, which places lie on its film.
    """

    image: NDArray[np.float16]
    at: NDArray[np.float32]
    covered: NDArray[np.bool_]

    @classmethod
    def to(cls, donor: Donor, box: Coarse) -> Way:
        """Find the way to a donor."""
        fine = [np.arange(side) / box.step + 0.5 for side in box.shape]
        at = interpolated(np.moveaxis(donor.places(box.in_frame)[..., ::-1], -1, 0), *fine)
        return cls(donor.image, at, donor.shows(at[0], at[1]))

    def pixels(self, wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return C×N of the donor; beyond its film its outer pixels go on."""
        rows, columns = self.at[:, wanted].astype(np.float64)
        top, left = (max(int(along.min()) - 1, 0) for along in (rows, columns))
        near = self.image[:, top : int(rows.max()) + 2, left : int(columns.max()) + 2]
        return sampled(near, rows - top, columns - left)

    def mask(self, of_donor: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return h×w, what of a mask of the donor's input lies at these places."""
        found = np.zeros_like(self.covered)
        rows, columns = self.at[:, self.covered].astype(int)
        found[self.covered] = of_donor[rows, columns]
        return found
