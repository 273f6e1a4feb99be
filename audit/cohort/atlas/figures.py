"""The values of an atlas. Grids are h×w over the places of the common lung frame (``audit.cohort.atlas.frame.COARSE``), in logits a film:
what the whole film would add to the logit were it like the place. Intervals are of 95 % and by patients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.figures import Estimate, TooFew

Grid = NDArray[np.float32]


@dataclass(frozen=True)
class Missing:
    """Films of the cohort that are not in the atlas.

    Attributes:
        no_frame: Next to no lung was found, or the entry is of before there was a lung frame.
        not_assessable: The lung segmentation failed its quality check.
        not_kept: Their maps were purged.
    """

    no_frame: int = 0
    not_assessable: int = 0
    not_kept: int = 0


@dataclass(frozen=True)
class MeanMap:
    """The mean signed map of one label over all films that show a place; 0 where none does.

    Attributes:
        films, patients: Behind it.
    """

    label: str
    films: int
    patients: int
    mean: Grid


@dataclass(frozen=True)
class Difference:
    """A group's maps of one label beside those of all other known values of the attribute.

    Attributes:
        films, patients: Of the group.
        other_films, other_patients: Of the others.
        mean, other_mean: Mean signed map on either side; 0 where no film shows the place.
        difference: Group less others, among films of the same truth where it is known.
        z: The group's maps against what permuted patients give, in standard deviations of the latter; 0 where it was not tested.
        p: Adjusted for all places, labels and groups of the atlas (max-T); 1 where it was not tested.
    """

    label: str
    attribute: str
    group: str
    films: int
    patients: int
    other_films: int
    other_patients: int
    mean: Grid
    other_mean: Grid
    difference: Grid
    z: Grid
    p: Grid


@dataclass(frozen=True)
class HotPlace:
    """Places side by side where a group's maps differ, with family-wise error under 5 % over the whole atlas.

    Attributes:
        text: The whole of it, in plain English.
        zone: As in records, as "left_lung" or "lower_right_corner"; corners and borders are the image's, lungs the patient's.
        peak: Row and column of the place where the size of z is largest.
        places: Rows and columns of all of them.
        difference: Mean over these places, group less others, among films of the same truth where it is known.
        left: Of its value, when it is allowed for having been picked as large.
        p: Of the peak, adjusted.
        films, patients: Of the group that are behind it.
        seq: Entries of those films of the group whose maps stand out most there, most first.
    """

    text: str
    label: str
    attribute: str
    group: str
    zone: str
    peak: tuple[int, int]
    places: tuple[tuple[int, int], ...]
    difference: Estimate
    left: float
    p: float
    films: int
    patients: int
    seq: tuple[int, ...]


@dataclass(frozen=True)
class MaskSwap:
    """Whether attention for a label follows the anatomy of its own film; it does not test for shortcuts.

    Attributes:
        text: The whole of it, with that sentence.
        own: Mean share of attention in the allowed region of the film itself, 0 to 1.
        others: The same with the allowed regions of other films of the same view, brought to it by the lung frame.
        difference: Own less others.
        p: One-sided, of masks permuted between patients within the view, adjusted over labels (Holm).
    """

    text: str
    label: str
    own: float
    others: float
    difference: Estimate
    p: float


@dataclass(frozen=True)
class Atlas:
    """Where a classifier looks, over the films of a cohort.

    Attributes:
        films, patients: With maps in the frame.
        missing: The films without.
        seen: Share of the films that show a place to the classifier; less than a fifth of them is not compared.
        means: One a label, over all films.
        differences: One a label, for each group that is compared.
        comparisons: Labels times pairs of groups.
        hot_places: By the size of z, largest first.
        further: How many more hot places there are, which are not told.
        mask_swaps: One for each label with enough positive decisions.
        too_few: What there are too few films for.
    """

    films: int
    patients: int
    missing: Missing
    seen: Grid
    means: tuple[MeanMap, ...]
    differences: tuple[Difference, ...]
    comparisons: int
    hot_places: tuple[HotPlace, ...]
    further: int
    mask_swaps: tuple[MaskSwap, ...]
    too_few: tuple[TooFew, ...]
