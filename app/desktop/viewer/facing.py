"""How a film is turned and flipped on the screen, and which of its sides is the patient's right. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.values.radiograph import Orientation

_OPPOSITE = {"L": "R", "R": "L", "H": "F", "F": "H"}


@dataclass(frozen=True)
class Facing:
    """One of the eight ways to lay a film on the screen: flipped sideways first, then turned.

    Attributes:
        turns: Quarter turns clockwise, 0 to 3.
        flipped: Whether left and right are exchanged.
    """

    turns: int = 0
    flipped: bool = False

    def turned(self, by: int) -> Facing:
        """Return what is seen after some more quarter turns clockwise."""
        return Facing((self.turns + by) % 4, self.flipped)

    def mirrored(self) -> Facing:
        """Return what is seen after left and right of the screen are exchanged."""
        return Facing(-self.turns % 4, not self.flipped)

    def laid(self, pixels: NDArray[Any]) -> NDArray[Any]:
        """Return a view of pixels, H×W, as they lie on the screen."""
        return np.rot90(pixels[:, ::-1] if self.flipped else pixels, -self.turns)

    @property
    def lies_across(self) -> bool:
        """Whether rows of the film are columns of the screen."""
        return self.turns % 2 == 1


@dataclass(frozen=True)
class Sides:
    """What the header says that the screen's left, top, right and bottom edge of the film point to: L, R, H or F."""

    left: str
    top: str
    right: str
    bottom: str


def sides(orientation: Orientation | None, facing: Facing) -> Sides | None:
    """Return where the edges of a film point to, as it lies on the screen; None where the header does not say.

    Args:
        orientation: As the header says; recorded and never believed, so what it is silent about is not guessed.
        facing: How the film lies.
    """
    edges = orientation.edges if orientation else None
    if edges is None:
        return None
    right, bottom = edges
    # Clockwise from the left edge.
    around = [_OPPOSITE[right], _OPPOSITE[bottom], right, bottom]
    if facing.flipped:
        around = [around[2], around[1], around[0], around[3]]
    return Sides(*(around[(place - facing.turns) % 4] for place in range(4)))
