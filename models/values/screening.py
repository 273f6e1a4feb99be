"""Everything that one screening found on one film.

Coordinates are source pixels of the film as stored, origin top left, x to the right, boxes half-open. None is unknown or not computed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.values.called import Called
from models.values.challenge import ChallengedRegion, GlobalRemovals, NotRun, RegionChallenge, Transplant
from models.values.finding import Finding
from models.values.input_check import InputCheck
from models.values.quality import AnatomyFound
from models.values.radiograph import Header
from models.values.spacing import JudgedSpacing
from models.values.verdict import Verdict


@dataclass(frozen=True)
class ClassifierUsed:
    """The classifier of a record; its operating point is None where the only one has no name, ``called`` where it is a network."""

    name: str
    weights_sha256: str
    labels: tuple[str, ...]
    grid: tuple[int, int]
    device: str
    dtype: str
    operating_point: str | None = None
    called: Called | None = None


@dataclass(frozen=True)
class Screening:
    """Everything that one screening found on one film.

    Attributes:
        header: The film's identity.
        check: That it is an upright chest film, and whether it may be mirrored or inverted.
        classifier, anatomy: What it was screened with.
        spacing: The header's pixel spacing, judged by the lungs.
        findings: Every label, in the classifier's order.
        signed_maps: K×h×w float16, Σ αₖ Aᵏ in logit units, on the classifier's grid.
        lungs: h×w uint8 on the canonical grid, covering the whole film: 0 outside, 1 right lung, 2 left lung.
        heart: The same grid, bool, over the lungs where it lies before them; None where it was not found.
        allowed: The same grid, bool, a row of the table of regions that a finding with attention has.
        map_box: The film's rectangle in grid coordinates: x0, y0, x1, y1, for drawing maps over the film.
        seconds: Time in the networks, a film's share of its batch.
        regions: What was filled in; numbered from 0 in this order.
        challenges: One a region and filler.
        not_run: Fillers that could not be run.
        global_removals: Beside the regions; None where they were not asked for, or there was nothing to fill in.
        transplants: One a region and positive finding whose own hot spot it is; None where they were not asked for.
        verdict: The worst of the findings'; None while challenges have not ended.
    """

    header: Header
    check: InputCheck
    classifier: ClassifierUsed
    anatomy: AnatomyFound
    spacing: JudgedSpacing
    findings: tuple[Finding, ...]
    signed_maps: NDArray[np.float16]
    lungs: NDArray[np.uint8]
    heart: NDArray[np.bool_] | None
    allowed: dict[str, NDArray[np.bool_]]
    map_box: tuple[float, float, float, float]
    seconds: float
    regions: tuple[ChallengedRegion, ...] = ()
    challenges: tuple[RegionChallenge, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    global_removals: GlobalRemovals | None = None
    transplants: tuple[Transplant, ...] | None = None
    verdict: Verdict | None = None

    @property
    def has_finite_scores(self) -> bool:
        """Whether every logit is finite; what is not is never recorded."""
        return all(math.isfinite(finding.logit) for finding in self.findings)


@dataclass(frozen=True)
class Scored:
    """Scores and maps of one film of a batch, while its challenges still run; what is recorded is the whole screening.

    Attributes:
        index: Of the film in its batch.
        screening: Without challenges.
    """

    index: int
    screening: Screening
