"""Noisy linear imputation (ROAD, Rong 2022): the smoothest way across the region, with a little noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from models.challenge.fillers.filler import on_film, patch
from models.challenge.fillers.membrane import membrane
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.values.challenge import Filler


@dataclass(frozen=True)
class NoisyLinear:
    """Fills with the membrane of the region's border; the same noise in every channel.

    Attributes:
        noise: Standard deviation of the noise, as a share of the film's own range.
    """

    name: ClassVar[Filler] = Filler.NOISY_LINEAR
    noise: float

    def fill(self, film: FilmInput, region: NDArray[np.bool_], rng: np.random.Generator) -> Patch | str:
        """Return what the region becomes, or a sentence where it cannot be filled."""
        part = on_film(film, region)
        if isinstance(part, str):
            return part
        smooth = membrane(film.film, part)
        noise = self.noise * film.range * rng.standard_normal(smooth.shape[1])
        return patch(film, part, (smooth + noise).astype(np.float32))
