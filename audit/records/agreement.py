"""What the parts of a film's record must agree on; a record that contradicts itself is neither written nor read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from audit.records.challenges import ChallengeRecord, NotRunRecord, RegionRecord, TransplantRecord
from audit.records.findings import FindingRecord
from audit.records.verdicts import NO_OUTSIDE_DEPENDENCE_FOUND, WORST_FIRST, worst


class Judged(Protocol):
    """What a label, its verdict and its scope are asked of: a finding, or what is read of one."""

    @property
    def label(self) -> str:
        """As the classifier spells it."""

    @property
    def positive(self) -> bool:
        """Whether it is over its threshold."""

    @property
    def verdict(self) -> str | None:
        """None where there is none."""

    @property
    def scope(self) -> str | None:
        """What was not tested."""


def check_regions(
    regions: Sequence[RegionRecord],
    challenges: Sequence[ChallengeRecord],
    not_run: Sequence[NotRunRecord],
    findings: Sequence[FindingRecord],
) -> None:
    """Check that regions have numbers of their own, that challenges and tests are of these regions, and tests of these challenges.

    Raises:
        ValueError: Two regions share a number, one that does not exist was challenged or tested or decides, or a test rests on a filler
            that no challenge used there.
    """
    known = {region.id for region in regions}
    if len(known) != len(regions):
        raise ValueError("two regions of a film have the same number")
    if not known.issuperset(challenge.region for challenge in challenges):
        raise ValueError("a challenge is of a region that the film does not have")
    if not known.issuperset(one.region for one in not_run if one.region is not None):
        raise ValueError("a filler was not run on a region that the film does not have")
    tests = [test for finding in findings for test in finding.tests]
    if not known.issuperset(test.region for test in tests):
        raise ValueError("a test is of a region that the film does not have")
    filled = {(challenge.region, challenge.filler) for challenge in challenges}
    if not filled.issuperset((test.region, one.filler) for test in tests for one in test.fillers):
        raise ValueError("a test rests on a filler that no challenge of its region used")
    deciding = ((finding.deciding_region, finding) for finding in findings if finding.deciding_region is not None)
    if not all(region in {test.region for test in finding.tests} for region, finding in deciding):
        raise ValueError("a verdict is decided by a region that the finding was not tested for")


def check_transplants(transplants: Sequence[TransplantRecord], regions: Sequence[RegionRecord], findings: Sequence[FindingRecord]) -> None:
    """Check that each transplant is of a region of the film, for a positive finding whose hot spot it is.

    Raises:
        ValueError: One is of another region or another finding.
    """
    positive = {finding.label for finding in findings if finding.positive}
    own = {(region.id, label) for region in regions for label in region.of if region.removed is None and label in positive}
    if not own.issuperset((one.region, one.label) for one in transplants):
        raise ValueError("a transplant is not of a region that is a hot spot of a positive finding")


def check_outlines(regions: Sequence[RegionRecord], outlines: Sequence[str]) -> None:
    """Check that the outlines of the regions are the blobs that are kept of them.

    Args:
        regions: Of the film.
        outlines: SHA-256 of each blob, in the order of the regions.

    Raises:
        ValueError: Others are kept, or in another order.
    """
    if [region.outline for region in regions if region.outline is not None] != list(outlines):
        raise ValueError("the outlines that are kept of a film are not those of its regions, in their order")


def check_verdicts(verdict: str | None, findings: Sequence[Judged]) -> None:
    """Check that a film's verdict is the worst of its findings', and that none says what could be taken for an all-clear without its scope.

    Raises:
        ValueError: It is another one, one is no verdict, or a scope is missing.
    """
    verdicts = [finding.verdict for finding in findings]
    if not set(WORST_FIRST).issuperset(one for one in (verdict, *verdicts) if one is not None):
        raise ValueError("a finding or its film has a verdict that there is not")
    if verdict != worst((finding.verdict, finding.positive) for finding in findings):
        raise ValueError("the verdict of a film is not the worst of its findings'")
    if any(finding.verdict == NO_OUTSIDE_DEPENDENCE_FOUND and not finding.scope for finding in findings):
        raise ValueError("a finding without outside dependence does not say what was not tested")


def check_labels(findings: Sequence[Judged], labels: Sequence[str], maps: int) -> None:
    """Check that each label of the classifier has its finding and its map, in the classifier's order.

    Args:
        findings: Of the film.
        labels: Of the classifier.
        maps: How many maps are kept.

    Raises:
        ValueError: The findings are of other labels, or the maps of another number.
    """
    if [finding.label for finding in findings] != list(labels):
        raise ValueError("the findings of a film are not of the classifier's labels, in their order")
    if maps != len(labels):
        raise ValueError("a film has another number of maps than of findings")
