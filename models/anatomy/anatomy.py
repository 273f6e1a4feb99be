"""All of a film's anatomy from one segmentation: outlines, frame, expected cavity, exposed field, heart and structures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.cavity import Cavity
from models.anatomy.field import background, exposed_field
from models.anatomy.frame import Frame
from models.anatomy.heart import Heart
from models.anatomy.shape import Fit
from models.anatomy.structures import Structures, sorted_places
from models.film.canonical import CanonicalFilm


@dataclass(frozen=True)
class Anatomy:
    """What is known of where things lie on one film.

    Attributes:
        lungs: h×w uint8 on the grid of the structures: 0 outside, 1 right, 2 left lung, by the segmenter.
        heart: On the same grid, over the lungs where it lies before them.
        structures: Where everything lies, on the same grid.
        frame: The registration to the lung frame.
    """

    lungs: NDArray[np.uint8]
    heart: Heart
    structures: Structures
    frame: Frame


def anatomy_of(lungs: NDArray[np.uint8], heart: NDArray[np.bool_], film: CanonicalFilm, found: Fit | None) -> Anatomy | None:
    """Derive a film's anatomy; None where there is next to no lung.

    Args:
        lungs: h×w on the canonical grid: 0 outside, 1 right lung, 2 left lung.
        heart: h×w on that grid, all that was taken for heart.
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
    own = Heart.of(heart, found.landmarks, field)
    labels = sorted_places(sides, own.mask, found.landmarks, field, air)
    structures = Structures(labels, film.geometry, cavity, found.landmarks)
    return Anatomy(lungs, own, structures, Frame.of(found, film.geometry))
