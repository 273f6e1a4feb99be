"""A film with one of its regions filled in, as pictures for the eye; and a finding that is tested because a person asks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.values.attention import Box
from models.values.challenge import Filler, NotRun
from models.values.verdict import FindingVerdict


@dataclass(frozen=True)
class FilledPicture:
    """The network's input with the region filled in.

    Attributes:
        filler: What it was filled with.
        grey: h×w uint8, on the original's scale of grey; what is beyond it is cut off.
        logits: K, in the classifier's order.
    """

    filler: Filler
    grey: NDArray[np.uint8]
    logits: tuple[float, ...]


@dataclass(frozen=True)
class RegionPictures:
    """The network's input, cropped to the film's rectangle, without and with one region filled in.

    Attributes:
        region: Number of the region.
        box: What holds it, in source pixels.
        grey: h×w uint8, the original, from its smallest value to its largest.
        mask: h×w bool, the region on the same pixels.
        logits: K, of the original.
        filled: One a filler that could be run.
        not_run: Fillers that could not be run on it.
    """

    region: int
    box: Box
    grey: NDArray[np.uint8]
    mask: NDArray[np.bool_]
    logits: tuple[float, ...]
    filled: tuple[FilledPicture, ...]
    not_run: tuple[NotRun, ...]


@dataclass(frozen=True)
class OnDemand:
    """What the tests of a finding found that a screening did not challenge.

    Attributes:
        verdict: As if it had been challenged.
        pictures: Of the region that decides, else of the finding's first; None where it has none.
    """

    verdict: FindingVerdict
    pictures: RegionPictures | None
