"""The calibration of a classifier: by what the Δ of a challenged region is judged (method, sections 6 and 7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.made_with import MadeWith
from models.challenge.calibration import file
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.matching import Matching
from models.challenge.fillers.donors import Donor
from models.values.reference_review import ReferenceReview


@dataclass(frozen=True)
class Calibration:
    """Control places, donors and the spread of scores, all of films that the classifier did not learn from.

    Attributes:
        made_with: What its numbers depend on besides the films.
        table: Control places, for p-values, floors and the fillers' costs.
        donors: Films, or composites of films, whose pixels stand in for a region's; all of the classifier's input.
        spread: K, standard deviation of each class's logit over the films.
        sha256: Of the file; "" before it was written.
        review: What a review of the films found; None where there was none.
    """

    made_with: MadeWith
    table: ControlTable
    donors: tuple[Donor, ...]
    spread: NDArray[np.float32]
    sha256: str = ""
    review: ReferenceReview | None = None

    @cached_property
    def matching(self) -> Matching:
        """Finds the controls of a region."""
        return Matching(self.table)

    def misfit(self, labels: int, shape: tuple[int, ...]) -> str | None:
        """Say why it is not of a classifier of the same weights, as another manifest may have them; None where it may be.

        Args:
            labels: How many the classifier has.
            shape: C×H×W of its input.
        """
        if len(self.spread) != labels:
            return f"The calibration is of {len(self.spread)} findings, the classifier has {labels}; build it anew with 'models reference'."
        if self.donors and self.donors[0].image.shape != shape:
            return "The calibration is of films prepared otherwise; build it anew with 'models reference'."
        return None

    def write(self, path: Path) -> None:
        """Write the calibration; plain arrays, no code. Donors come back in 256 steps a channel.

        Raises:
            ValueError: The donors are not of one input and of the table's classes.
        """
        file.write(path, self.made_with, self.table, self.donors, self.spread, self.review)

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """Read what was written.

        Raises:
            NotACalibration: It is no calibration, or one of another version.
        """
        return cls(*file.read(path))
