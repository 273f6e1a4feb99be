"""The global removals of a film as the record keeps them, among its regions and challenges."""

from __future__ import annotations

from collections.abc import Sequence

from audit.records.challenges import ChallengeRecord, RegionRecord
from models.values.challenge import GLOBAL, ChallengeKind, GlobalRemovals

NO_PLACE = "Most of a film lies in no one zone."
NO_OUTLINE = "Not kept: it follows from an allowed region."
NO_COST = "Not measured for what is as large as this."
NO_TOTAL = "Computed only for regions that pass."
NO_CONTROLS = "It is read beside the same removal with another chest's mask, where there is one."


def global_region_records(removals: GlobalRemovals | None) -> tuple[RegionRecord, ...]:
    """Return what was to be filled in; none where there are no global removals."""
    return tuple(
        RegionRecord(
            id=region.id, place=GLOBAL, box=region.box, area_share=region.area_share, zone=None, holds=None, outline=None,
            of=region.labels, removed=str(region.removed), reasons={"zone": NO_PLACE, "holds": NO_PLACE, "outline": NO_OUTLINE},
        )
        for region in (removals.regions if removals else ())
    )  # fmt: skip


def global_challenge_records(removals: GlobalRemovals | None, labels: Sequence[str]) -> tuple[ChallengeRecord, ...]:
    """Return what that did to the logits of all labels."""
    return tuple(
        ChallengeRecord(
            region=challenge.region, kind=str(ChallengeKind.GLOBAL_REMOVAL), filler=str(challenge.filler), ood_cost=None,
            delta_logit=dict(zip(labels, challenge.delta_logit, strict=True)), controls=None,
            reasons={"ood_cost": NO_COST, "controls": NO_CONTROLS, "total_delta_logit": NO_TOTAL},
        )
        for challenge in (removals.challenges if removals else ())
    )  # fmt: skip
