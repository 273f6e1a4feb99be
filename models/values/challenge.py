"""What happened to a score when pixels were changed (method, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.values.attention import Box, Holds, Zone


class ChallengeKind(StrEnum):
    """What was changed."""

    LOCAL_REMOVAL = "local_removal"
    GLOBAL_REMOVAL = "global_removal"


class Filler(StrEnum):
    """What it was changed to."""

    NOISY_LINEAR = "noisy_linear"
    KEPT_BLUR = "kept_blur"
    REGISTERED_DONOR = "registered_donor"


class Place(StrEnum):
    """What kind of place outside the allowed region something is for a finding (method, section 4)."""

    NON_ANATOMICAL = "non_anatomical"
    PLAUSIBLE_CONTEXT = "plausible_context"


GLOBAL = "global"
"""Stands in a record for the place of what is removed as a whole, which is no place of a finding."""


class Removed(StrEnum):
    """What a global removal fills in: the exposed field on one side of an allowed region, the film's own or another chest's."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    OUTSIDE_ANOTHERS = "outside_anothers"
    INSIDE_ANOTHERS = "inside_anothers"


@dataclass(frozen=True)
class ChallengedRegion:
    """A region of a film that is filled in; regions belong to the film, not to a finding.

    Attributes:
        id: Its number on this film, from 0.
        box: What holds it, in source pixels.
        area_share: Of the exposed field.
        zone, holds: Where it lies and what lies there, read where it is hottest.
        places: By label whose own hot spot it is, in the classifier's order: what kind of place it is for that label.
        mask: H×W bool on the film's canonical grid.
    """

    id: int
    box: Box
    area_share: float
    zone: Zone
    holds: Holds
    places: Mapping[str, Place]
    mask: NDArray[np.bool_]

    @property
    def place(self) -> Place:
        """The kind of place that weighs most: non-anatomical where it is that for any label."""
        return Place.NON_ANATOMICAL if Place.NON_ANATOMICAL in self.places.values() else Place.PLAUSIBLE_CONTEXT


@dataclass(frozen=True)
class OwnControls:
    """The same filling at other places of the same film; shown beside a region that passes, not the test (method, section 6).

    Attributes:
        delta_logit: N×K, y(film) − y(changed film) of each place, in the classifier's order; fewer places than asked for where there is
            no room, and where the classifier gave no finite score.
    """

    delta_logit: tuple[tuple[float, ...], ...]

    @property
    def n(self) -> int:
        """How many places were filled in and scored."""
        return len(self.delta_logit)

    def of(self, k: int) -> tuple[float, ...]:
        """Return N, Δ of one class."""
        return tuple(delta[k] for delta in self.delta_logit)


@dataclass(frozen=True)
class RegionChallenge:
    """What filling one region with one filler did to the logits of all labels.

    Attributes:
        region: Number of the region.
        filler: What it was filled with.
        delta_logit: K, in the classifier's order: y(film) − y(changed film), positive where the region held the score up.
        ood_cost: What the filler does to logits where nothing is known to matter; None where no controls are known.
        controls: The same at other places of the film; None where they were not made.
        total_delta_logit: K, Δ where the preparation's steps take the film's range from the changed film, as they did from the film: the
            total effect. None where no step does, and for regions and fillers of which it was not computed.
    """

    region: int
    filler: Filler
    delta_logit: tuple[float, ...]
    ood_cost: float | None
    controls: OwnControls | None = None
    total_delta_logit: tuple[float, ...] | None = None


@dataclass(frozen=True)
class NotRun:
    """A filler that could not be run on a region, and why in a sentence; on any region where that is None."""

    filler: Filler
    region: int | None
    sentence: str


@dataclass(frozen=True)
class GlobalRegion:
    """All of a film on one side of an allowed region.

    Attributes:
        id: Its number on this film; the numbers of its regions come before.
        removed: Which side, and of whose region.
        labels: The positive findings whose allowed region it is, in the classifier's order.
        box: What holds it, in source pixels.
        area_share: Of the exposed field.
        mask: H×W bool on the film's canonical grid, not empty.
    """

    id: int
    removed: Removed
    labels: tuple[str, ...]
    box: Box
    area_share: float
    mask: NDArray[np.bool_]


@dataclass(frozen=True)
class GlobalRemovals:
    """What filling in all of a film on either side of allowed regions did; it confirms nothing about one film (method, section 6).

    Attributes:
        regions: That were to be filled in.
        challenges: One a region and filler.
        not_run: Fillers that could not be run, by region.
    """

    regions: tuple[GlobalRegion, ...]
    challenges: tuple[RegionChallenge, ...]
    not_run: tuple[NotRun, ...]

    def deltas(self, removed: Removed, label: str, k: int) -> dict[Filler, float]:
        """Return Δ of a label, the k-th, by filler, when this side of its region is filled in; empty where it was not."""
        numbers = {region.id for region in self.regions if region.removed is removed and label in region.labels}
        return {challenge.filler: challenge.delta_logit[k] for challenge in self.challenges if challenge.region in numbers}


@dataclass(frozen=True)
class Carried:
    """What something that is carried to other films does to the score of a finding there.

    Attributes:
        logit, probability: Median change over the films, positive where the score rises.
        turned_positive: Films whose negative decision became positive.
    """

    logit: float
    probability: float
    turned_positive: int


@dataclass(frozen=True)
class Transplant:
    """A region of a film, carried to films that are negative for a finding; it confirms nothing about one film (method, section 6).

    Attributes:
        region: Number of the film's region.
        label: Of the positive finding whose own hot spot it is.
        recipients: To how many films it was carried.
        spot: What the film's pixels did there; None where that was not run.
        twin: What the pixels of the same place of another negative film did; None as the spot.
        not_run: Why, in a sentence.
    """

    region: int
    label: str
    recipients: int
    spot: Carried | None
    twin: Carried | None
    not_run: str | None = None
