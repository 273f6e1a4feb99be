"""Transplants: what lies at one place of a film, carried to the same place of the chest on other films (method, section 6)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.anatomy.frame import Frame
from models.attention.seen import Seen
from models.challenge.fillers.donors import Donor
from models.challenge.fillers.registered_donor import COVERED, RegisteredDonor
from models.challenge.fillers.way import Coarse, Way
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Registered:
    """A film that something is carried from or to.

    Attributes:
        film: As it lends its pixels.
    """

    film: Donor

    @property
    def frame(self) -> Frame:
        """Its registration."""
        return Frame(self.film.landmarks, self.film.geometry.source, 0.0, (0.0, 0.0))

    @cached_property
    def places(self) -> Coarse:
        """Where its input lies in the lung frame; found once."""
        return Coarse.of(self.frame, self.film.geometry, self.film.image.shape[1:])


def place_on(recipient: Registered, film: Registered, spot: Mask) -> Mask | None:
    """Return where a spot of a film lies on another, H×W of its input; None where too little of it does.

    Args:
        recipient: The other film.
        film: Which the spot is of.
        spot: H×W of the film's input.
    """
    there = Way.to(recipient.film, film.places)
    if np.count_nonzero(there.covered & spot) < COVERED * np.count_nonzero(spot):
        return None
    return Way.to(film.film, recipient.places).mask(spot)


def carried(source: Registered, recipient: Registered, place: Mask) -> Patch | None:
    """Carry what a film holds at a place to another; a membrane of the difference leaves no seam.

    Args:
        source: Whose pixels are carried.
        recipient: Whose pixels change.
        place: H×W of its input.

    Returns:
        None where the source does not show the place, or the recipient nothing of it.
    """
    to = recipient.film
    rows, columns = (np.arange(side) + 0.5 for side in to.image.shape[1:])
    field = to.shows(rows[:, None], columns[None])
    on = FilmInput(to.image.astype(np.float32), field, Seen(to.geometry, to.geometry))
    filler = RegisteredDonor(recipient.frame, [source.film], least=1, most=1)
    found = filler.fill(on, place, np.random.default_rng(0))
    return found if isinstance(found, Patch) else None
