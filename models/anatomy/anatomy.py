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
from models.film.canonical import CanonicalFilm


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


def anatomy_of(lungs: NDArray[np.uint8], film: CanonicalFilm, found: Fit | None) -> Anatomy | None:
    """Derive a film's anatomy; None where there is next to no lung.

    Args:
        lungs: h×w on the canonical grid: 0 outside, 1 right lung, 2 left lung.
        film: On that grid.
        found: Outlines of the lungs on that grid, where there are any.
    """
    if found is None:
        return None
    cavity = Cavity.of(lungs, found.landmarks)
    field = np.zeros(lungs.shape, bool)
    field[film.exposure] = exposed_field(film.grey[film.exposure])
    sides = cavity.masks()
    air = background(film.grey, field, lungs > 0, sides[0] | sides[1])
    labels = sorted_places(sides, found.landmarks, field, air)
    return Anatomy(lungs, Structures(labels, film.geometry, cavity, found.landmarks), Frame.of(found, film.geometry))
