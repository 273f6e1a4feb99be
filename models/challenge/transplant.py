"""Transplants: what lies at one place of a film, carried to the same place of the chest on other films (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence

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


def place_on(recipient: Donor, film: Donor, spot: Mask) -> Mask | None:
    """Return where a spot of a film lies on another, H×W of its input; None where too little of it does.

    Args:
        recipient: The other film.
        film: Which the spot is of.
        spot: H×W of the film's input.
    """
    there = Way.to(recipient, _places(film, spot.shape))
    if np.count_nonzero(there.covered & spot) < COVERED * np.count_nonzero(spot):
        return None
    return Way.to(film, _places(recipient, recipient.image.shape[1:])).mask(spot)


def carried(sources: Sequence[Donor], recipient: Donor, place: Mask) -> Patch | None:
    """Carry what the first of some films that shows a place holds there to another; a membrane of the difference leaves no seam.

    Args:
        sources: Films, the best first.
        recipient: Whose pixels change.
        place: H×W of its input.

    Returns:
        None where no source shows the place, or the recipient shows nothing of it.
    """
    rows, columns = (np.arange(side) + 0.5 for side in recipient.image.shape[1:])
    field = recipient.shows(rows[:, None], columns[None])
    on = FilmInput(recipient.image.astype(np.float32), field, Seen(recipient.geometry, recipient.geometry))
    filler = RegisteredDonor(_frame(recipient), sources, least=1, most=1)
    found = filler.fill(on, place, np.random.default_rng(0))
    return found if isinstance(found, Patch) else None


def _places(film: Donor, shape: tuple[int, ...]) -> Coarse:
    return Coarse.of(_frame(film), film.geometry, shape)


def _frame(film: Donor) -> Frame:
    return Frame(film.landmarks, film.geometry.source, 0.0, (0.0, 0.0))
