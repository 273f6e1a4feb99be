"""A film as the network gets it, on whose pixels every challenge happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.attention.seen import Seen
from models.grids.interpolation import resampled
from models.grids.masks import bounds


@dataclass(frozen=True)
class FilmInput:
    """The network's input of one film; what was prepared from the whole film's values stays as it is (method, section 6).

    Attributes:
        image: C×H×W float32, never written to.
        field: H×W bool, exposed film on the network's pixels.
        seen: How the classifier sees the film.
    """

    image: NDArray[np.float32]
    field: NDArray[np.bool_]
    seen: Seen

    @classmethod
    def of(cls, image: NDArray[np.float32], field: NDArray[np.bool_], seen: Seen) -> Self:
        """Return the input of a film.

        Args:
            image: C×H×W network input.
            field: Exposed film on the canonical grid.
            seen: How the classifier sees the film.
        """
        return cls(image, resampled(field, seen.canonical, seen.network), seen)

    def mask(self, on_canonical: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Bring a mask from the canonical grid to the network's pixels."""
        return resampled(on_canonical, self.seen.canonical, self.seen.network)

    def masks(self, on_canonical: Sequence[NDArray[np.bool_]]) -> list[NDArray[np.bool_]]:
        """Bring several; those that are one mask stay one, as labels of one allowed region share it."""
        each = {id(mask): mask for mask in on_canonical}
        brought = {key: self.mask(mask) for key, mask in each.items()}
        return [brought[id(mask)] for mask in on_canonical]

    @cached_property
    def rectangle(self) -> tuple[slice, slice]:
        """Rows and columns of the film's own rectangle; what lies beside it is padding, not neighbourhood."""
        if not self.field.any():
            return slice(0, 0), slice(0, 0)
        x0, y0, x1, y1 = bounds(self.field)
        return slice(y0, y1), slice(x0, x1)

    @property
    def film(self) -> NDArray[np.float32]:
        """C×h×w, the image on that rectangle, without a copy."""
        return self.image[:, *self.rectangle]

    @cached_property
    def range(self) -> float:
        """From the film's smallest to its largest value."""
        return float(np.ptp(self.film))
