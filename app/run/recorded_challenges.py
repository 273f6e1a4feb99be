"""The challenges of a film's regions, and what tests of a finding made of them, as the record keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, stdev

import numpy as np

from audit.records.challenges import ChallengeRecord, ControlsRecord, NotRunRecord, RegionRecord, SpreadRecord
from audit.records.findings import FillerTestRecord, TestRecord
from models.values.challenge import ChallengedRegion, ChallengeKind, NotRun, RegionChallenge
from models.values.finding import Finding
from models.values.verdict import FillerTest, RegionTest
from models.verdict.measured import FEWEST_FILMS

NO_CONTROLS = "The film's own controls are made with the first filler, of a region that passes or that someone asks for."
NO_COST = "What the filler costs where nothing is known to matter was not measured for this classifier."
NO_TOTAL = (
    "Computed with the first filler of a region that passes for a positive finding, where the preparation takes a range from the film and "
    "every score is finite."
)
NO_MARGIN = "The score lies on its threshold."
ONE_FILLER = "One filler was run."
NO_AGREEMENT = "Fewer than two fillers could be read beside matched controls."
NO_P = "Fewer than two fillers have enough matched controls."
TOO_FEW_FILMS = f"Not judged: there is no reference of {FEWEST_FILMS} films, or no calibration of {FEWEST_FILMS} patients."
NOT_TESTED = "Not among the pairs of a region and a label that are tested on a film."

_QUANTILES = (0.05, 0.5, 0.95)


def region_records(regions: Sequence[ChallengedRegion], outlines: Sequence[str]) -> tuple[RegionRecord, ...]:
    """Return the challenged regions.

    Args:
        regions: Of the film.
        outlines: SHA-256 of the blob of each one's mask.
    """
    return tuple(
        RegionRecord(
            id=region.id, place=str(region.place), box=region.box, area_share=region.area_share, zone=str(region.zone),
            holds=str(region.holds), outline=outline, of=tuple(region.places), reasons={},
        )
        for region, outline in zip(regions, outlines, strict=True)
    )  # fmt: skip


def challenge_records(
    challenges: Sequence[RegionChallenge], regions: Sequence[ChallengedRegion], labels: Sequence[str]
) -> tuple[ChallengeRecord, ...]:
    """Return what was done in each region, and what that did to the logits of all labels.

    Args:
        challenges: Of the film.
        regions: Of the film; controls are told for the labels whose own hot spot a region is.
        labels: Of the classifier, in its order.
    """
    own = {region.id: [k for k, label in enumerate(labels) if label in region.places] for region in regions}
    return tuple(_challenge(challenge, own[challenge.region], labels) for challenge in challenges)


def _challenge(challenge: RegionChallenge, own: Sequence[int], labels: Sequence[str]) -> ChallengeRecord:
    controls, cost, total = challenge.controls, challenge.ood_cost, challenge.total_delta_logit
    why = {"controls": (controls, NO_CONTROLS), "ood_cost": (cost, NO_COST), "total_delta_logit": (total, NO_TOTAL)}
    spreads = {labels[k]: _spread(controls.of(k), challenge.delta_logit[k]) for k in own} if controls else {}
    return ChallengeRecord(
        region=challenge.region, kind=str(ChallengeKind.LOCAL_REMOVAL), filler=str(challenge.filler), ood_cost=cost,
        delta_logit=dict(zip(labels, challenge.delta_logit, strict=True)),
        controls=ControlsRecord(n=controls.n, delta_logit=spreads) if controls else None,
        total_delta_logit=dict(zip(labels, total, strict=True)) if total else None,
        reasons={name: sentence for name, (value, sentence) in why.items() if value is None},
    )  # fmt: skip


def _spread(deltas: Sequence[float], of_region: float) -> SpreadRecord:
    """Return how the controls' Δ of one label lie, beside the region's."""
    if not deltas:
        return SpreadRecord(mean=None, spread=None, percentile=None, quantiles=None)
    return SpreadRecord(
        mean=fmean(deltas), spread=stdev(deltas) if len(deltas) > 1 else None,
        percentile=100 * sum(delta < of_region for delta in deltas) / len(deltas),
        quantiles={str(share): float(np.quantile(deltas, share)) for share in _QUANTILES},
    )  # fmt: skip


def not_run_records(not_run: Sequence[NotRun]) -> tuple[NotRunRecord, ...]:
    """Return the fillers that could not be run."""
    return tuple(NotRunRecord(filler=str(one.filler), region=one.region, sentence=one.sentence) for one in not_run)


def test_records(finding: Finding) -> tuple[TestRecord, ...]:
    """Return the tests of a finding."""
    return tuple(_test(finding, test) for test in finding.tests)


def _test(finding: Finding, test: RegionTest) -> TestRecord:
    n = len(test.fillers)
    why = {
        "spread": ONE_FILLER, "share_of_margin": NO_MARGIN, "fillers_agree": NO_AGREEMENT, "p": NO_P,
        "p_adjusted": NO_P if test.p is None else TOO_FEW_FILMS if test.tested else NOT_TESTED,
    }  # fmt: skip
    return TestRecord(
        region=test.region, place=str(test.place), tested=test.tested, fillers=tuple(map(_filler, test.fillers)),
        delta_logit=test.delta_logit, spread=test.spread,
        delta_probability=finding.probability - sum(one.probability for one in test.fillers) / n, share_of_margin=test.share_of_margin,
        decision_changed=sum(one.decision_changed for one in test.fillers) > n / 2, fillers_agree=test.fillers_agree, p=test.p,
        p_adjusted=test.p_adjusted, controls_n=min(one.controls_n for one in test.fillers),
        reasons={name: sentence for name, sentence in why.items() if getattr(test, name) is None},
    )  # fmt: skip


def _filler(test: FillerTest) -> FillerTestRecord:
    return FillerTestRecord(
        filler=str(test.filler), delta_logit=test.delta_logit, probability=test.probability, decision_changed=test.decision_changed,
        p=test.p, p_adjusted=test.p_adjusted, controls_n=test.controls_n, floor=test.floor, supports=test.supports,
    )  # fmt: skip
