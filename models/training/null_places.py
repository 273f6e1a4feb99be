"""The rule of the verdicts at places where nothing is known to matter: how often it passes there is its own false alarm."""

from __future__ import annotations

import numpy as np

from models.challenge.calibration.controls import ControlTable
from models.challenge.calibration.matching import Matching
from models.values.attention import Holds, Zone
from models.values.challenge import Filler, Place
from models.values.finding import probability
from models.values.verdict import Verdict, Why
from models.verdict.film import verdicts
from models.verdict.measured import Grounds, Measured, Reading, RegionReadings

PASSED = (Verdict.DEPENDENT_ON_OUTSIDE, Verdict.SUPPRESSED_BY_OUTSIDE)


def passes(places: ControlTable, k: int, logit: float, threshold: float, matching: Matching, grounds: Grounds) -> tuple[int, bool]:
    """Judge one finding of a film as if its hot spots were places that are drawn as controls are.

    Args:
        places: Of the film.
        k: The class.
        logit: Of the finding.
        threshold: Of its probability.
        matching: The controls of other patients.
        grounds: What is known of the classifier.

    Returns:
        How many places lie outside the allowed region, and whether one of them passes.
    """
    rows = np.flatnonzero(places.to_allowed[:, k] > 0)
    chance = probability(logit)
    positive = chance >= threshold
    direction, pairs, patients = 1 if positive else -1, len(rows), frozenset(places.patients.tolist())

    def reading(filler: Filler, row: int) -> Reading:
        delta = float(places.of(filler)[row, k])
        away = float(places.to_allowed[row, k])
        said = matching.read(filler, k, delta, direction, places.descriptors[row], away, pairs, patients)
        return Reading(filler, delta, probability(logit - delta), positive != (probability(logit - delta) >= threshold), *said)

    regions = [
        RegionReadings(region, Place.NON_ANATOMICAL, Zone.BACKGROUND, Holds.NOTHING_SPECIAL, readings)
        for region, row in enumerate(rows)
        if (readings := tuple(reading(filler, int(row)) for filler in places.fillers if np.isfinite(places.of(filler)[row, k])))
    ]
    finding = Measured("finding", logit, chance, threshold, positive, Why.POSITIVE if positive else Why.SAMPLED, tuple(regions))
    (verdict,) = verdicts([finding], grounds).findings
    return len(regions), verdict.verdict in PASSED
