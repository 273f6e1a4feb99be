"""What is shown of a finding's perturbation tests side by side, and what their presenter asks of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Picture:
    """The film, or the film with a region filled in, with what stands under it.

    Attributes:
        grey: h×w uint8.
        region: h×w bool, outlined.
        title: What it is.
        score: Of the finding on it.
    """

    grey: NDArray[np.uint8]
    region: NDArray[np.bool_]
    title: str
    score: str


class SideBySideView(Protocol):
    """The page, as far as its presenter knows it: setters only, which emit nothing."""

    def set_open(self, is_open: bool) -> None:
        """Show the page in the film's place, or the film again."""

    def show_regions(self, title: str, regions: Sequence[str], chosen: int | None) -> None:
        """Show whose tests they are, and the regions to choose from."""

    def show_pictures(self, pictures: Sequence[Picture], notes: Sequence[str]) -> None:
        """Show the film and its changed copies, and what is to be said of them."""

    def show_message(self, message: str) -> None:
        """Show a sentence in the place of pictures."""
