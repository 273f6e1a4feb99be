"""What a challenge changes of a film: some pixels, not a copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Change(Protocol):
    """Makes of the network's input of a film what is scored beside it."""

    def put_on(self, image: NDArray[np.float32]) -> None:
        """Change a C×H×W image."""
        ...


@dataclass(frozen=True)
class Patch:
    """Pixels and what they become.

    Attributes:
        rows, columns: N.
        values: C×N, in the units of the network's input.
    """

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float32]

    def put_on(self, image: NDArray[np.float32]) -> None:
        """Change these pixels of a C×H×W image."""
        image[:, self.rows, self.columns] = self.values

    def moved(self, down: int, right: int) -> Patch:
        """Return the same at another place."""
        return Patch(self.rows + down, self.columns + right, self.values)


@dataclass(frozen=True)
class Instead:
    """Another input in the film's place.

    Attributes:
        image: C×H×W, as large as the film's input.
        patch: What is changed of it, if anything.
    """

    image: NDArray[np.floating]
    patch: Patch | None = None

    def put_on(self, image: NDArray[np.float32]) -> None:
        """Replace a C×H×W image."""
        image[:] = self.image
        if self.patch:
            self.patch.put_on(image)
