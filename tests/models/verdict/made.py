"""Findings as they would be measured, made up for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from models.values.attention import Holds, Zone
from models.values.challenge import Filler, Place
from models.values.verdict import Why
from models.verdict.measured import Grounds, Measured, Power, Reading, RegionReadings

GROUNDS = Grounds(reference_n=104, calibration_n=104, power=Power(0.86, 0.75))
THRESHOLD = 0.5


def finding(margin: float = 2.0, *regions: RegionReadings, label: str = "Effusion", why: Why | None = None) -> Measured:
    """Return a finding whose logit is its margin; regions get the scores that follow from their Δ."""
    positive = margin >= 0
    scored = tuple(replace(one, fillers=tuple(_scored(margin, of) for of in one.fillers)) for one in regions)
    return Measured(
        label, margin, _probability(margin), THRESHOLD, positive, why or (Why.POSITIVE if positive else Why.NEAR_THRESHOLD), scored
    )


def region(
    deltas: Sequence[float], ps: Sequence[float | None] = (0.003,) * 3, *, place: Place = Place.NON_ANATOMICAL, number: int = 0,
    floor: float | None = 0.6, n: int = 411,
) -> RegionReadings:  # fmt: skip
    """Return a region in the image's upper right corner, one filler for each Δ."""
    fillers = tuple(
        Reading(filler, delta, 0.0, False, p, n, floor) for filler, delta, p in zip(Filler, deltas, ps, strict=False)
    )  # fmt: skip
    return RegionReadings(number, place, Zone.UPPER_RIGHT_CORNER, Holds.TEXT_OR_MARKER, fillers)


ACTS = (3.0, 2.9, 3.1)
"""On a positive finding whose margin is 2: the decision is lost."""
QUIET = region((0.1, -0.2, 0.3), (0.4, 0.6, 0.3))
"""Nothing that matters, and nothing unusual."""
SPLIT = region((3.0, 0.1, 0.2), (0.003, 0.5, 0.4))
"""One filler alone acts."""


def _scored(margin: float, reading: Reading) -> Reading:
    changed = (margin >= 0) != (margin - reading.delta_logit >= 0)
    return replace(reading, probability=_probability(margin - reading.delta_logit), decision_changed=changed)


def _probability(logit: float) -> float:
    return 1 / (1 + exp(-logit))


def logit(probability: float) -> float:
    """Return the inverse of the logistic function."""
    return log(probability / (1 - probability))
