"""What filling in a region of a film did, beside what filling in matched control places does (method, section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.descriptors import Surroundings
from models.challenge.film_input import FilmInput
from models.values.challenge import ChallengedRegion, Filler
from models.verdict.pairs import MOST_PAIRS

Mask = NDArray[np.bool_]
Judged = tuple[float | None, int, float | None]
"""p, how many controls match, and the floor; None where they are not known."""


@dataclass(frozen=True)
class MatchedBy:
    """By what the regions of one film are matched with control places: numbers alone, without a pixel.

    Attributes:
        like: By a region's number, its D descriptors and its distance from each of K labels' R.
        pairs: How many pairs of a region and a finding whose own hot spot it is are tested.
        patients: By which names the film's patient may stand in the calibration, and is left out.
    """

    like: Mapping[int, tuple[NDArray[np.float32], NDArray[np.float32]]]
    pairs: int
    patients: frozenset[str]

    @classmethod
    def of(cls, on: FilmInput, regions: Sequence[ChallengedRegion], allowed: Sequence[Mask], patients: frozenset[str]) -> Self:
        """Describe the regions of a film.

        Args:
            on: The film as it was changed; its field is not empty.
            regions: That were filled in.
            allowed: K, R of each label on the canonical grid.
            patients: Names of the film's patient.
        """
        of_labels, surroundings = on.masks(allowed), Surroundings.of(on)
        assert surroundings is not None, "regions lie on the exposed field"
        places = [(one.id, on.mask(one.mask) & on.field) for one in regions]
        like = {
            number: (surroundings.describe(place), surroundings.to_allowed(place, of_labels)) for number, place in places if place.any()
        }
        return cls(like, min(MOST_PAIRS, sum(len(region.places) for region in regions)), patients)


@dataclass(frozen=True)
class AgainstControls:
    """Reads the regions of one film.

    Attributes:
        calibration: Of the classifier.
        by: By what the film's regions are matched.
    """

    calibration: Calibration
    by: MatchedBy

    def read(self, region: int, filler: Filler, k: int, delta: float, direction: int) -> Judged:
        """Read one region for one finding.

        Args:
            region: Its number on the film.
            filler: What it was filled with.
            k: The finding's class.
            delta: Of its logit.
            direction: 1 asks whether the score falls, −1 whether it rises.
        """
        if region not in self.by.like:
            return None, 0, None
        descriptors, away = self.by.like[region]
        return self.calibration.matching.read(
            filler, k, delta, direction, descriptors, float(away[k]), self.by.pairs, self.by.patients
        )  # fmt: skip
