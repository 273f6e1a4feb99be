"""A cohort: films of one classifier as columns, one row a film, and one column of decisions a label (method, section 8).

Patients are the unit of inference: a row knows its patient by a number, and what is drawn, permuted or split are patients, never rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Attribute:
    """One attribute of all films, as "manufacturer" or a column of the person's own table.

    Attributes:
        name: As it is shown.
        values: The values that occur, sorted.
        code: Index into ``values`` a film, shape (films,); -1 where it is unknown.
    """

    name: str
    values: tuple[str, ...]
    code: NDArray[np.int64]


class Removal(NamedTuple):
    """What was filled in on a film, as its record spells it.

    Attributes:
        removed: "outside" or "inside" of a label's allowed region; with "_anothers" of that which another chest has.
        filler: With what.
    """

    removed: str
    filler: str


@dataclass(frozen=True)
class Decisions:
    """What the classifier decided of one label, a film a row.

    Attributes:
        label: As the classifier spells it.
        logit: Shape (films,); NaN where the film has no such score.
        positive: Shape (films,).
        verdict: Index into ``audit.records.verdicts.WORST_FIRST``, shape (films,); -1 where there is none.
        truth: What a person said, 1 or 0, shape (films,); NaN where nobody did.
        enrichment: Of attention outside the allowed region (method, section 5), shape (films,); NaN where there is none.
        largest_delta: y(film) − y(changed film) of a hot spot, median over fillers, of the one where it is largest, shape (films,):
            positive where it held the score up; NaN where nothing was filled.
        removed: y(film) − y(changed film) by what was filled in, shape (films,) each; NaN where that was not done.
        zone: Where the place lies that decides a verdict *dependent on outside*; None where no film's is known.
    """

    label: str
    logit: NDArray[np.float64]
    positive: NDArray[np.bool_]
    verdict: NDArray[np.int64]
    truth: NDArray[np.float64]
    enrichment: NDArray[np.float64]
    largest_delta: NDArray[np.float64]
    zone: Attribute | None = None
    removed: Mapping[Removal, NDArray[np.float64]] = field(default_factory=dict)


@dataclass(frozen=True)
class Cohort:
    """Films of one classifier under one method, in the order of their entries.

    Attributes:
        seq: Entry of each film, shape (films,), rising.
        patient: Number of each film's patient, 0 and up, shape (films,).
        month: Month of acquisition counted from year 0 (12 · year + month - 1), shape (films,); -1 where it is unknown.
        quality: Of the lung segmentation, 0 to 1, shape (films,); NaN where it is unknown.
        attributes: Of the films; ``view``, where it is known, is among them under that name.
        decisions: One a label, in the classifier's order.
    """

    seq: NDArray[np.int64]
    patient: NDArray[np.int64]
    month: NDArray[np.int64]
    quality: NDArray[np.float64]
    attributes: tuple[Attribute, ...]
    decisions: tuple[Decisions, ...]
