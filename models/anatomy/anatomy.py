"""All of a film's anatomy from one segmentation: outlines, frame, expected cavity, exposed field and structures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.cavity import Cavity
from models.anatomy.field import background, exposed_field
from models.anatomy.frame import Frame
from models.anatomy.shape import Fit
from models.anatomy.structures import Structures, sorted_places
from models.grids.geometry import Geometry


@dataclass(frozen=True)
class Anatomy:
    """What is known of where things lie on one film.

    Attributes:
        lungs: h×w uint8 on the grid of the structures: 0 outside, 1 right, 2 left lung, by the segmenter.
        structures: Where everything lies, on the same grid.
        frame: The registration to the lung frame.
    """

    lungs: NDArray[np.uint8]
    structures: Structures
    frame: Frame


def anatomy_of(lungs: NDArray[np.uint8], grey: NDArray[np.floating], geometry: Geometry, found: Fit | None) -> Anatomy | None:
    """Derive a film's anatomy; None where there is next to no lung.

    Args:
        lungs: h×w: 0 outside, 1 right lung, 2 left lung.
        grey: h×w film, scaled to about [0, 1].
        geometry: From the film to that grid.
        found: Outlines of the lungs on that grid, where there are any.
    """
    if found is None:
        return None
    cavity = Cavity.of(lungs, found.landmarks)
    field = exposed_field(grey)
    sides = cavity.masks()
    air = background(grey, field, lungs > 0, sides[0] | sides[1])
    labels = sorted_places(sides, found.landmarks, field, air)
    return Anatomy(lungs, Structures(labels, geometry, cavity, found.landmarks), Frame.of(found, geometry))
