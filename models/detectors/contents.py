"""What lies at a place of a film, as far as simple detectors can recognise it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.detectors.broad_lines import broad_lines
from models.detectors.discs import discs
from models.detectors.lines import lines
from models.detectors.marks import marks
from models.detectors.ridges import over_square
from models.values.attention import Holds

_RIM = 0.015
"""How near a border counts as the border, as a share of the film's longer side."""
_CORE = 0.5
"""A spot is asked about where it has at least this share of its own maximum."""
_LEAST = 8 / 320**2
"""Of a spot's core that must lie on a mark or a line, as a share of a square film."""
_LEAST_SHARE = 0.1
"""Of a spot's core that must lie on a collimator's edge."""


@dataclass(frozen=True)
class Contents:
    """A film in the eyes of the detectors; they look once, when first asked.

    Attributes:
        grey: H×W, scaled to about [0, 1].
        field: H×W bool, the exposed field.
    """

    grey: NDArray[np.float32]
    field: NDArray[np.bool_]

    @cached_property
    def writing(self) -> NDArray[np.bool_]:
        """H×W, where text or markers lie, without discs."""
        return marks(self.grey)

    @cached_property
    def _kinds(self) -> NDArray[np.bool_]:
        """3×H×W, where marks, device-like lines and the edge of a collimator lie."""
        rim = self._near(~self.field)
        device = (lines(self.grey) | broad_lines(self.grey)) & ~rim
        return np.stack([(self.writing | discs(self.grey)) & ~self._near(device), device, rim & self.field])

    @property
    def marks(self) -> NDArray[np.bool_]:
        """H×W, where text, markers or discs lie."""
        return np.asarray(self._kinds[0])

    @property
    def device_lines(self) -> NDArray[np.bool_]:
        """H×W, where device-like lines lie, those along a border of the field left out."""
        return np.asarray(self._kinds[1])

    @property
    def least(self) -> float:
        """Pixels of a mark or a line that count as one."""
        return float(_LEAST * max(self.grey.shape) ** 2)

    def _near(self, places: NDArray[np.bool_]) -> NDArray[np.bool_]:
        if not places.any():
            return places
        side = 2 * max(1, round(_RIM * max(places.shape))) + 1
        return over_square(places, side, np.logical_or)

    def at(self, box: tuple[slice, slice], mass: NDArray[np.float32]) -> Holds:
        """Say what lies where a spot is hottest.

        Args:
            box: Rows and columns that hold it.
            mass: h×w, the map on the spot, 0 beside it; not zero everywhere.
        """
        core = mass >= _CORE * mass.max()
        least = self.least
        mark, line, edge = (np.count_nonzero(kind[box] & core) for kind in self._kinds)
        if mark >= least:
            return Holds.TEXT_OR_MARKER
        if line >= least:
            return Holds.DEVICE_LIKE_LINE
        if edge >= _LEAST_SHARE * np.count_nonzero(core):
            return Holds.COLLIMATOR_EDGE
        return Holds.NOTHING_SPECIAL


class NothingRecognised(Contents):
    """A film in the eyes of no detector: to measure what an audit sees without them."""

    @cached_property
    def writing(self) -> NDArray[np.bool_]:
        """H×W, nowhere."""
        return np.zeros(self.grey.shape, bool)

    @cached_property
    def _kinds(self) -> NDArray[np.bool_]:
        return np.zeros((3, *self.grey.shape), bool)
