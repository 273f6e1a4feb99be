"""Films whose pixels may stand in for those of a region, and which of them fit a film (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.frame import operator
from models.anatomy.shape import Points
from models.grids.geometry import Geometry

LEAST = 5
"""Donors without which there is no median to speak of."""


@dataclass(frozen=True)
class Donor:
    """A film of the reference that lends its pixels.

    Attributes:
        image: C×H×W float16 network input, prepared as the film is.
        geometry: From its source pixels to the network's.
        landmarks: x, y of both lungs' outlines in its source pixels, as ``Frame`` holds them.
        positives: K, the classifier's decisions on it.
        view: Of the film; None where it is not known.
        patient: By which name a film of the same patient is known.
    """

    image: NDArray[np.float16]
    geometry: Geometry
    landmarks: tuple[tuple[float, float], ...]
    positives: tuple[bool, ...]
    view: str | None
    patient: str

    def places(self, in_frame: Points) -> Points:
        """Return where points of the lung frame, …×2 in its cells, lie on its network's pixels, as …×2 x and y."""
        at = (operator(in_frame) @ np.array(self.landmarks)).reshape(in_frame.shape)
        return np.asarray(at * self.geometry.scale + self.geometry.offset)

    def shows(self, rows: NDArray[np.floating], columns: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Tell which places on its network's pixels are of its film, and not padding or beyond the input."""
        (height, width), (bottom, right) = self.geometry.source, self.geometry.network
        (left, top), (end, foot) = self.geometry.to_network(0, 0), self.geometry.to_network(width, height)
        down = (rows >= max(top, 0)) & (rows < min(foot, bottom))
        return np.asarray(down & (columns >= max(left, 0)) & (columns < min(end, right)))


def fittest(donors: Sequence[Donor], positives: Sequence[bool], view: str | None, patients: frozenset[str]) -> tuple[Donor, ...]:
    """Return the donors that a film may take, best first; ties in the order given.

    Those of its view, or of any view where these are under five; none of its own patient; those that are negative for every class that the
    film is positive for, or where these are under five all, the fewest shared classes first.

    Args:
        donors: All that there are.
        positives: K, the classifier's decisions on the film.
        view: Of the film, where it is known.
        patients: By which names the film's patient may stand among the donors'.
    """
    others = [donor for donor in donors if donor.patient not in patients]
    of_view = [donor for donor in others if donor.view == view]
    usable = of_view if view is not None and len(of_view) >= LEAST else others

    def shared(donor: Donor) -> int:
        return sum(own and film for own, film in zip(donor.positives, positives, strict=True))

    free = tuple(donor for donor in usable if not shared(donor))
    return free if len(free) >= LEAST else tuple(sorted(usable, key=shared))
