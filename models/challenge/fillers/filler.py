"""What every filler offers: a region of a film in, the pixels that replace it out."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.values.challenge import Filler

NOTHING_SEEN = "Not run: the classifier sees nothing of the region."
NOTHING_LEFT = "Not run: nothing of the film is left beside the region."


class RegionFiller(Protocol):
    """Replaces a region; the same film, region and state of chance give the same pixels."""

    @property
    def name(self) -> Filler:
        """Which filler it is."""
        ...

    def fill(self, film: FilmInput, region: NDArray[np.bool_], rng: np.random.Generator) -> Patch | str:
        """Return what the region becomes, or a sentence where it cannot be filled.

        Args:
            film: Whose pixels are changed; outside the region they stay as they are.
            region: H×W bool on the network's pixels; what lies beside the film's rectangle is left out.
            rng: Source of chance.
        """
        ...


def on_film(film: FilmInput, region: NDArray[np.bool_]) -> NDArray[np.bool_] | str:
    """Return what of a region lies on the film's rectangle, on its pixels, or why it cannot be filled in a sentence."""
    part = region[film.rectangle]
    if not part.any():
        return NOTHING_SEEN
    return NOTHING_LEFT if part.all() else part


def patch(film: FilmInput, part: NDArray[np.bool_], values: NDArray[np.float32]) -> Patch:
    """Return the patch of a region on the film's rectangle.

    Args:
        film: Whose pixels are changed.
        part: h×w on the film's rectangle.
        values: C×N, in the order of ``np.nonzero``.
    """
    down, across = film.rectangle
    rows, columns = np.nonzero(part)
    return Patch(rows + down.start, columns + across.start, values)
