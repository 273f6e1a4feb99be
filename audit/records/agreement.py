"""What the parts of a film's record must agree on; a record that contradicts itself is neither written nor read."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records.challenges import ChallengeRecord, RegionRecord
from audit.records.findings import FindingRecord


def check_regions(regions: Sequence[RegionRecord], challenges: Sequence[ChallengeRecord], findings: Sequence[FindingRecord]) -> None:
    """Check that regions have numbers of their own, and that challenges and tests are of these regions.

    Raises:
        ValueError: Two regions share a number, or one that does not exist was challenged or tested.
    """
    known = {region.id for region in regions}
    if len(known) != len(regions):
        raise ValueError("two regions of a film have the same number")
    if not known.issuperset(challenge.region for challenge in challenges):
        raise ValueError("a challenge is of a region that the film does not have")
    if not known.issuperset(test.region for finding in findings for test in finding.tests):
        raise ValueError("a test is of a region that the film does not have")


def check_labels(findings: Sequence[FindingRecord], labels: Sequence[str], maps: int) -> None:
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
