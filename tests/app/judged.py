"""Challenges and verdicts made by hand for a screening, as the engine makes them: two regions, three fillers, verdicts of several kinds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import mean, stdev

import numpy as np

from models.values.attention import Holds, Zone
from models.values.challenge import ChallengedRegion, Filler, NotRun, Place, RegionChallenge
from models.values.finding import Finding, probability
from models.values.screening import Screening
from models.values.verdict import FillerTest, FindingVerdict, RegionTest, Undetermined, Verdict, Why, worst

NO_DONOR = "No donor film covers this place."
_DELTAS = {
    (0, Filler.NOISY_LINEAR): 2.5, (0, Filler.KEPT_BLUR): 2.25, (0, Filler.REGISTERED_DONOR): 2.0, (1, Filler.NOISY_LINEAR): 0.125,
    (1, Filler.KEPT_BLUR): -0.0625,
}  # fmt: skip
"""Δ of the first label, by region and filler; one filler could not be run."""


def judged(screening: Screening) -> Screening:
    """Return the screening with the hot spots of its first three findings challenged; the third has a region of both."""
    labels = screening.classifier.labels
    places = (
        {labels[0]: Place.NON_ANATOMICAL, labels[2]: Place.PLAUSIBLE_CONTEXT},
        {labels[1]: Place.PLAUSIBLE_CONTEXT, labels[2]: Place.PLAUSIBLE_CONTEXT},
    )
    tested = [_with_verdict(finding, k, places) for k, finding in enumerate(screening.findings)]
    return replace(
        screening,
        regions=tuple(_region(number, of, screening) for number, of in enumerate(places)),
        challenges=tuple(
            RegionChallenge(region, filler, tuple(_delta(delta, k) for k in range(len(labels))), 0.0625 if region == 0 else None)
            for (region, filler), delta in _DELTAS.items()
        ),
        not_run=(NotRun(Filler.REGISTERED_DONOR, 1, NO_DONOR),),
        findings=tuple(tested),
        verdict=worst(tuple(one.verdict.verdict for one in tested if one.verdict and (one.positive or not one.verdict.reasons))),
    )


def _region(number: int, places: Mapping[str, Place], screening: Screening) -> ChallengedRegion:
    mask = np.zeros(screening.lungs.shape, bool)
    mask[10 + 40 * number : 30 + 40 * number, 5:25] = True
    mask[10 + 40 * number, 5] = False
    zone, holds = ((Zone.UPPER_LEFT_CORNER, Holds.TEXT_OR_MARKER), (Zone.LEFT_BORDER, Holds.NOTHING_SPECIAL))[number]
    return ChallengedRegion(number, (5, 10 + 40 * number, 25, 30 + 40 * number), 0.015625, zone, holds, places, mask)


def _delta(first: float, k: int) -> float:
    """Return Δ of the k-th label: each later label depends half as much."""
    return first / 2**k


def _with_verdict(finding: Finding, k: int, places: Sequence[Mapping[str, Place]]) -> Finding:
    tests = tuple(_test(finding, k, number, of[finding.label]) for number, of in enumerate(places) if finding.label in of)
    verdicts = (
        FindingVerdict(Verdict.DEPENDENT_ON_OUTSIDE, "The score falls when the upper left corner is filled in.", region=0),
        FindingVerdict(
            Verdict.UNDETERMINED, "Fewer than two fillers could be read beside matched controls.", reasons=(Undetermined.FEW_CONTROLS,)
        ),
        FindingVerdict(Verdict.NO_OUTSIDE_DEPENDENCE_FOUND, "The score stays when two places outside are filled in."),
        FindingVerdict(Verdict.NOT_CHALLENGED, "Below threshold, and not among those that are tested."),
    )
    whys = (Why.POSITIVE, Why.NEAR_THRESHOLD, Why.SAMPLED, Why.NOT_CHALLENGED)
    return replace(finding, tests=tests, verdict=verdicts[min(k, 3)], challenged=whys[min(k, 3)])


def _test(finding: Finding, k: int, region: int, place: Place) -> RegionTest:
    """Return the test of a pair; one label's region has too few matched controls, and one pair is beyond those that are tested."""
    few, tested = k == 1, (k, region) != (2, 1)
    fillers = tuple(
        _filler(finding, filler, _delta(delta, k), few=few, tested=tested, supports=k == 0)
        for (of, filler), delta in _DELTAS.items()
        if of == region
    )
    delta = mean(one.delta_logit for one in fillers)
    margin = finding.logit - math.log(finding.threshold / (1 - finding.threshold))
    p = None if few else sorted(one.p for one in fillers if one.p is not None)[1]
    return RegionTest(
        region=region, place=place, fillers=fillers, delta_logit=delta, spread=stdev(one.delta_logit for one in fillers),
        share_of_margin=delta / margin, p=p, p_adjusted=None if p is None or not tested else min(1.0, 3 * p),
        fillers_agree=None if few else k == 0, tested=tested,
    )  # fmt: skip


def _filler(finding: Finding, filler: Filler, delta: float, *, few: bool, tested: bool, supports: bool) -> FillerTest:
    after = probability(finding.logit - delta)
    p = None if few else 0.0025 if supports else 0.25
    return FillerTest(
        filler=filler, delta_logit=delta, probability=after, decision_changed=(after >= finding.threshold) != finding.positive, p=p,
        p_adjusted=None if p is None or not tested else 3 * p, controls_n=12 if few else 400, floor=None if few else 0.5, supports=supports,
    )  # fmt: skip
