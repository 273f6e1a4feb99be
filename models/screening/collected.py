"""What a first look at films keeps for a reference and its calibration; a value that crosses processes."""

from __future__ import annotations

from dataclasses import dataclass

from models.attention.reference.films import Films
from models.challenge.fillers.donors import Donor


@dataclass(frozen=True)
class Collected:
    """What is kept of films.

    Attributes:
        films: For the reference, N of them.
        donors: The same films as donors, N.
        unscored: Why the classifier gave no score, a sentence for each other film of which there is none.
    """

    films: Films
    donors: tuple[Donor, ...]
    unscored: tuple[str, ...] = ()
