"""What every filler offers: a region of a film in, the pixels that replace it out."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.values.challenge import Filler


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
