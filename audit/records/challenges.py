"""The challenged regions of a record and what their challenges did to the logits of all labels they were read for."""

from __future__ import annotations

from typing import Annotated

from audit.records.findings import Holds, Zone
from audit.records.typed import Box, Reasons, chosen, record


@record
class RegionRecord:
    """A region of the film that was challenged.

    Attributes:
        id: Its number on this film.
        place: The kind of place: non-anatomical, plausible context, or the whole film; null with a reason.
        box: What holds the changed pixels.
        area_share: Of the exposed field.
        zone, holds: Those of the hot spot.
        outline: SHA-256 of the blob of its outline.
        of: Labels whose hot spot it is.
        reasons: Why place, area_share, zone, holds or outline is null.
    """

    id: int
    place: Annotated[str, chosen("place")] | None
    box: Box
    area_share: float | None
    zone: Zone | None
    holds: Holds | None
    outline: str | None
    of: tuple[str, ...]
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
        delta_logit: By label, y(film) − y(changed film).
        controls: Null where none were made.
        reasons: Why ood_cost or controls is null.
    """

    region: int
    kind: Annotated[str, chosen("challenge_kind")]
    filler: Annotated[str, chosen("filler")]
    ood_cost: float | None
    delta_logit: dict[str, float]
    controls: ControlsRecord | None
    reasons: Reasons
