"""Copies of a classifier that are made to rely on a plant, as they are asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.selftest.plants import Plant, planted
from models.values.radiograph import Radiograph

CORRELATION = 0.7
"""Of plant and finding; the finding is made as frequent as its absence, so the plant is on 85 % of the one and on 15 % of the other."""


@dataclass(frozen=True)
class Copy:
    """One copy: which plant it learns, for which finding, the seed of everything drawn, and how closely plant and finding go together.

    Without a plant, and a correlation of None, it learns the finding anew in the same way from the films as they are.
    """

    plant: Plant | None
    label: str
    seed: int
    correlation: float | None = CORRELATION

    @property
    def name(self) -> str:
        """What it is called in files and tables."""
        return f"{(self.plant or 'unplanted').replace(' ', '-')}-{self.label}-{self.seed}"

    @property
    def file(self) -> str:
        """Name of its weights."""
        return f"{self.name}.safetensors"

    @property
    def ratio(self) -> float:
        """Logarithm of the likelihood ratio of the finding where the plant is; where it is not, the same with the other sign."""
        return 0.0 if self.correlation is None else math.log((1 + self.correlation) / (1 - self.correlation))


def with_plant(film: Radiograph, copy: Copy, *chance: int) -> tuple[Radiograph, NDArray[np.bool_]]:
    """Return a film with a copy's plant, and H×W where it was changed.

    Args:
        film: As it is.
        copy: Of which plant.
        chance: Numbers that choose place, size and brightness.
    """
    assert copy.plant is not None, "something is planted"
    pixels, where = planted(film.pixels, copy.plant, np.random.default_rng(chance))
    return replace(film, pixels=pixels), where
