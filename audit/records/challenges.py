"""The challenged regions of a record and what their challenges did to the logits of all labels they were read for."""

from __future__ import annotations

from typing import Annotated

from audit.records.findings import Filler, Holds, Zone
from audit.records.typed import Box, Reasons, Sha256, Whole, chosen, record


@record
class RegionRecord:
    """A region of the film that was challenged.

    Attributes:
        id: Its number on this film.
        removed: Of a global removal, which side of an allowed region it is, and whose; null for hot spots.
        place: The kind of place that weighs most, of those that it is for its labels; "global" for all on one side of an allowed region;
            null with a reason.
        box: What holds the changed pixels.
        area_share: Of the exposed field.
        zone, holds: Where it lies and what lies there, where it is hottest.
        outline: SHA-256 of the blob of its mask on the film's canonical grid.
        of: Labels whose hot spot it is; of a global removal, the positive ones whose allowed region it is.
        reasons: Why place, area_share, zone, holds or outline is null.
    """

    id: int
    place: Annotated[str, chosen("region_place")] | None
    box: Box
    area_share: float | None
    zone: Zone | None
    holds: Holds | None
    outline: Sha256 | None
    of: tuple[str, ...]
    removed: Annotated[str, chosen("removed")] | None = None
    reasons: Reasons


@record
class SpreadRecord:
    """How the controls' Δ of one label lie.

    Attributes:
        mean, spread: Mean and standard deviation, in logits; null for fewer than one or two controls.
        percentile: Share of them, in percent, that are smaller than the region's Δ; null without controls.
        quantiles: By their share; null where they were not kept.
    """

    mean: float | None
    spread: float | None
    percentile: float | None
    quantiles: dict[str, float] | None


@record
class ControlsRecord:
    """The same change at other places."""

    n: int
    delta_logit: dict[str, SpreadRecord]


@record
class ChallengeRecord:
    """One region, changed by one filler.

    Attributes:
        region: Number of the film's region.
        ood_cost: Δ of the filler where nothing is known to matter; null with a reason.
        delta_logit: By label, y(film) − y(changed film); of entries before method 5 only for the label whose hot spot it was.
        controls: The same change at other places of this film; null where none were made.
        total_delta_logit: By label, Δ where the preparation takes its ranges from the changed film: the total effect; null in entries from
            before it was computed, too, which give no reason for it.
        reasons: Why ood_cost, controls or total_delta_logit is null.
    """

    region: int
    kind: Annotated[str, chosen("challenge_kind")]
    filler: Filler
    ood_cost: float | None
    delta_logit: dict[str, float]
    controls: ControlsRecord | None
    total_delta_logit: dict[str, float] | None = None
    reasons: Reasons


@record
class CarriedRecord:
    """What something that is carried to other films does to a score there.

    Attributes:
        logit, probability: Median change over the films, positive where the score rises.
        turned_positive: Films whose negative decision became positive.
    """

    logit: float
    probability: float
    turned_positive: Whole


@record
class TransplantRecord:
    """A region, carried to films of the calibration that are negative for a positive finding whose hot spot it is.

    Attributes:
        region: Number of the film's region.
        label: Of the finding.
        recipients: To how many films it was carried.
        spot: What the film's pixels did there.
        twin: What those of the same place of another negative film did.
        reasons: Why spot and twin are null.
    """

    region: int
    label: str
    recipients: Whole
    spot: CarriedRecord | None
    twin: CarriedRecord | None
    reasons: Reasons


@record
class NotRunRecord:
    """A filler that could not be run on a region, and why; on any region where that is null."""

    filler: Filler
    region: int | None
    sentence: str


def region_number(region: int) -> int:
    """Return the number by which a person is told of a region: people count from one, records from zero."""
    return region + 1
