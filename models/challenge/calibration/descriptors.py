"""What a place of a film is like before it is filled: by this, a region's controls are matched (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.challenge.film_input import FilmInput
from models.grids.masks import around, bounds

DESCRIPTORS = ("area", "elongation", "to_border", "mean", "texture")
"""Natural logarithm of the share of the exposed field; of the ratio of the main axes; mean distance to the field's border, in shares of
the field's diagonal; mean intensity, in shares of the film's range; logarithm of the local standard deviation in the same unit."""

_WINDOW = 5
_SMOOTHEST = 1e-3


@dataclass(frozen=True)
class Surroundings:
    """What places of one film are measured against.

    Attributes:
        grey: H×W, the network's input on the exposed field from 0 to 1, the mean over its channels.
        field: H×W bool, not empty.
    """

    grey: NDArray[np.float32]
    field: NDArray[np.bool_]

    @classmethod
    def of(cls, film: FilmInput) -> Self | None:
        """Return those of a film; None where nothing of its field lies on the network's pixels."""
        if not film.field.any():
            return None
        grey = film.image.mean(axis=0)
        low, high = float(grey[film.field].min()), float(grey[film.field].max())
        return cls((grey - low) / max(high - low, 1e-12), film.field)

    @cached_property
    def diagonal(self) -> float:
        """Of the field's bounding box, in pixels."""
        x0, y0, x1, y1 = bounds(self.field)
        return float(np.hypot(x1 - x0, y1 - y0))

    @cached_property
    def depth(self) -> NDArray[np.float32]:
        """H×W, distance to the field's border in shares of its diagonal; 0 beyond it."""
        inside = ndimage.distance_transform_edt(np.pad(self.field, 1))[1:-1, 1:-1]
        return np.asarray(inside / self.diagonal, np.float32)

    def describe(self, place: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the DESCRIPTORS of a place, H×W bool, that is not empty."""
        part = around(place, _WINDOW // 2)
        inside, grey = place[part], self.grey[part].astype(np.float64)
        mean, square = (ndimage.uniform_filter(values, _WINDOW, mode="nearest")[inside] for values in (grey, grey**2))
        texture = float(np.sqrt(np.maximum(square - mean**2, 0).mean()))
        area = np.count_nonzero(place) / np.count_nonzero(self.field)
        found = (np.log(area), _elongation(inside), self.depth[part][inside].mean(), grey[inside].mean(), np.log(texture + _SMOOTHEST))
        return np.array(found, np.float32)

    def to_allowed(self, place: NDArray[np.bool_], allowed: Sequence[NDArray[np.bool_]]) -> NDArray[np.float32]:
        """Return how far a place lies from each label's allowed region R.

        Args:
            place: H×W bool, not empty.
            allowed: K masks H×W, R of each label.

        Returns:
            K, from the nearest pixel to the nearest, in shares of the field's diagonal: 0 where they overlap, 1 where R is empty.
        """
        distance = ndimage.distance_transform_edt(~place) / self.diagonal
        nearest = {id(region): min(float(distance[region].min(initial=1.0)), 1.0) for region in allowed}
        return np.array([nearest[id(region)] for region in allowed], np.float32)


def _elongation(inside: NDArray[np.bool_]) -> float:
    """Return the logarithm of the ratio of the main axes; each pixel counts as the square that it is, so that a line has a width."""
    rows, columns = np.nonzero(inside)
    short, long = np.linalg.eigvalsh(np.cov(rows, columns, bias=True) + np.eye(2) / 12)
    return float(np.log(long / short) / 2)
