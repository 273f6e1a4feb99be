"""Which films of a reference lend their pixels, and a calibration that as yet holds nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.attention.reference.made_with import MadeWith
from models.challenge.calibration.calibration import Calibration
from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.spread import logit_spread
from models.challenge.fillers.donors import Donor
from models.values.challenge import Filler

DONORS = 24
DONORS_A_VIEW = 12


def bank(donors: Iterable[Donor], most_a_view: int = DONORS_A_VIEW, most: int = DONORS) -> tuple[Donor, ...]:
    """Keep those donors of each view that are positive for the fewest classes; ties in the order given.

    Films of an unknown view are a view of their own and come last. Films may come one after the other: the bank of what is kept and of
    what is new is the bank of all.
    """
    ranked = sorted(donors, key=lambda donor: (donor.view is None, sum(donor.positives)))
    kept = list[Donor]()
    for donor in ranked:
        if sum(one.view == donor.view for one in kept) < most_a_view:
            kept.append(donor)
    return tuple(kept[:most])


def without_controls(made_with: MadeWith, donors: tuple[Donor, ...], logits: NDArray[np.floating]) -> Calibration:
    """Return what control places are filled by: donors, and as yet no places.

    Args:
        made_with: What the films were looked at with.
        donors: Of one network input.
        logits: N×K of the reference's films, at least two.
    """
    return Calibration(made_with, ControlTable.none(tuple(Filler), logits.shape[1]), donors, logit_spread(logits))
