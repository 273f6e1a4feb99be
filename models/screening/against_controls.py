"""What filling in a region of a film did, beside what filling in matched control places does (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.descriptors import Surroundings
from models.challenge.calibration.floor import floor
from models.challenge.calibration.matching import p_value
from models.challenge.film_input import FilmInput
from models.values.challenge import ChallengedRegion, Filler
from models.verdict.pairs import MOST_PAIRS

Mask = NDArray[np.bool_]
Judged = tuple[float | None, int, float | None]
"""p, how many controls match, and the floor; None where they are not known."""


@dataclass(frozen=True)
class AgainstControls:
    """Reads the regions of one film.

    Attributes:
        calibration: Of the classifier.
        on: The film as it was changed; its field is not empty.
        regions: That were filled in.
        allowed: K, R of each label on the canonical grid.
        patients: By which names the film's patient may stand in the calibration, and is left out.
    """

    calibration: Calibration
    on: FilmInput
    regions: Sequence[ChallengedRegion]
    allowed: Sequence[Mask]
    patients: frozenset[str]
    _like: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def pairs(self) -> int:
        """How many pairs of a region and a finding whose own hot spot it is are tested."""
        return min(MOST_PAIRS, sum(len(region.places) for region in self.regions))

    def read(self, region: ChallengedRegion, filler: Filler, k: int, delta: float, direction: int) -> Judged:
        """Read one region for one finding.

        Args:
            region: Of the film.
            filler: What it was filled with.
            k: The finding's class.
            delta: Of its logit.
            direction: 1 asks whether the score falls, −1 whether it rises.
        """
        descriptors, away = self._likeness(region)
        rows = self.calibration.matching.matched(filler, k, descriptors, float(away[k]), self.pairs, self.patients)
        p, count = p_value(delta, self.calibration.table.deltas_of(filler, k, rows), direction, self.pairs)
        return p, count, floor(self.calibration.table, filler, k, direction, self.patients).value

    @cached_property
    def _surroundings(self) -> Surroundings:
        found = Surroundings.of(self.on)
        assert found is not None, "regions lie on the exposed field"
        return found

    def _likeness(self, region: ChallengedRegion) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return what a region is like on the network's pixels, and its distance from each label's R."""
        if region.id not in self._like:
            place = self.on.mask(region.mask) & self.on.field
            self._like[region.id] = self._surroundings.describe(place), self._surroundings.to_allowed(place, self._allowed)
        return self._like[region.id]

    @cached_property
    def _allowed(self) -> list[Mask]:
        """K, R of each label on the network's pixels; labels of one R share it."""
        masks = {id(mask): self.on.mask(mask) for mask in self.allowed}
        return [masks[id(mask)] for mask in self.allowed]
