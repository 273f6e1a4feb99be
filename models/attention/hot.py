"""A map that a challenge is made for, and what kinds of place it lies on (method, sections 4 and 6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.attention.where import Where
from models.values.challenge import Place


@dataclass(frozen=True)
class Hot:
    """Where on a film the evidence for, or against, one class lies, on the canonical grid.

    Attributes:
        label: Of the class.
        heat: H×W interpolated map, non-negative, not zero everywhere on F.
        where: F and R.
        plausible: H×W bool, plausible context; of the rest of F outside R all is non-anatomical.
        foreign: H×W bool, what is known to be no part of the patient; none of it is plausible context.
        turn: In which turn its spots become regions of the film; those of lower ones come first.
    """

    label: str
    heat: NDArray[np.float32]
    where: Where
    plausible: NDArray[np.bool_]
    foreign: NDArray[np.bool_]
    turn: int = 0

    def free(self, hot_spot_share: float) -> NDArray[np.bool_]:
        """Return what lies on F outside R and is neither foreign nor hot, which is from this share of the map's maximum on F on."""
        return np.asarray(self.where.outside & ~self.foreign & (self.heat < hot_spot_share * self.heat[self.where.field].max()))

    def on(self, place: Place) -> NDArray[np.bool_]:
        """Return what is of one kind of place: on F, outside R."""
        kind = self.plausible if place == Place.PLAUSIBLE_CONTEXT else ~self.plausible
        return np.asarray(self.where.outside & kind)
