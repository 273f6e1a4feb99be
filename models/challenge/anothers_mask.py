"""A mask as another chest has it: what a removal by the film's own mask is read beside (method, section 6)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.frame import Frame
from models.challenge.fillers.donors import Donor
from models.grids.geometry import Geometry
from models.grids.interpolation import interpolated

_STEPS = 64
"""Steps along the grid's longer side, between which the smooth map between two films is interpolated."""


def anothers_mask(mask: NDArray[np.bool_], grid: Geometry, network: Geometry, frame: Frame, donor: Donor) -> NDArray[np.bool_]:
    """Carry a mask by the lung frame to where the same anatomy lies on a donor, and lay it over the film unregistered.

    A point of the film stands for the point of the donor on the same pixel of the network's input: a composite has no film of its own, and
    its input no padding.

    Args:
        mask: H×W on a grid of the film.
        grid: From the film to that grid.
        network: From the film to the network's input, which is as large as the donor's.
        frame: Registration of the film.
        donor: A film of another patient, or a composite of films.

    Returns:
        H×W on the same grid, false where the donor's point lies beyond the film.
    """
    rows, columns = mask.shape
    step = max(1, max(rows, columns) // _STEPS)
    y, x = (np.arange(0, side + step, step) + 0.5 for side in mask.shape)
    on_film = (np.stack(np.meshgrid(x, y), axis=-1) - grid.offset) / grid.scale
    on_network = on_film * network.scale + network.offset
    on_donor = (on_network - donor.geometry.offset) / donor.geometry.scale
    in_frame = Frame(donor.landmarks, donor.geometry.source, 0.0, (0.0, 0.0)).to_frame(on_donor)
    coarse = frame.to_film(in_frame) * grid.scale + grid.offset
    column, row = interpolated(np.moveaxis(coarse, -1, 0), *(np.arange(side) / step + 0.5 for side in mask.shape))
    there = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    found = np.zeros_like(mask)
    found[there] = mask[row[there].astype(int), column[there].astype(int)]
    return found
