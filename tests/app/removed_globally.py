"""Global removals made by hand for a screening: both sides of one allowed region, that of another patient by one filler alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.values.challenge import Filler, GlobalRegion, GlobalRemovals, NotRun, RegionChallenge, Removed
from models.values.screening import Screening

NO_DONOR = "Not run: fewer than 5 donors show this place."
DELTAS = {
    (Removed.OUTSIDE, Filler.KEPT_BLUR): 0.5, (Removed.OUTSIDE, Filler.REGISTERED_DONOR): 0.25,
    (Removed.INSIDE, Filler.KEPT_BLUR): 2.0, (Removed.INSIDE, Filler.REGISTERED_DONOR): 1.5,
    (Removed.OUTSIDE_ANOTHERS, Filler.KEPT_BLUR): 0.75, (Removed.INSIDE_ANOTHERS, Filler.KEPT_BLUR): 1.0,
}  # fmt: skip
"""Δ of the first label; those of later ones are half of the one before."""


def removed_globally(screening: Screening, labels: tuple[str, ...]) -> Screening:
    """Return the screening with removals for some labels, numbered on after its regions."""
    first, shape = len(screening.regions), screening.lungs.shape
    numbers = {removed: first + at for at, removed in enumerate(Removed)}
    upper = np.zeros(shape, bool)
    upper[: shape[0] // 2] = True
    regions = tuple(
        GlobalRegion(number, removed, labels, (0, 0, 512, 512), 0.5, upper if removed.startswith("outside") else ~upper)
        for removed, number in numbers.items()
    )
    count = len(screening.classifier.labels)
    challenges = tuple(
        RegionChallenge(numbers[removed], filler, tuple(delta / 2**k for k in range(count)), None)
        for (removed, filler), delta in DELTAS.items()
    )
    missing = (Removed.OUTSIDE_ANOTHERS, Removed.INSIDE_ANOTHERS)
    not_run = tuple(NotRun(Filler.REGISTERED_DONOR, numbers[removed], NO_DONOR) for removed in missing)
    return replace(screening, global_removals=GlobalRemovals(regions, challenges, not_run))
