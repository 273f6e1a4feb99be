"""The account of a cohort: what is told first, what each group shows, and what there are too few films for (method, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

from audit.cohort.cohort import Cohort
from audit.cohort.figures import Figures, Metadata, Sentence, TooFew


@dataclass(frozen=True)
class Account:
    """What a cohort shows.

    Attributes:
        films, patients: In all.
        comparisons: How many comparisons could have given a sentence; their family-wise error is under 5 %.
        sentences: At most ten: confounds, then scores given the label, then rates of *dependent on outside*; by effect within each.
        too_few: What no sentence could be about.
        figures: A row for each label in all films, then for each value of each attribute.
        metadata: One a label.
    """

    films: int
    patients: int
    comparisons: int
    sentences: tuple[Sentence, ...]
    too_few: tuple[TooFew, ...]
    figures: tuple[Figures, ...]
    metadata: tuple[Metadata, ...]


def account(cohort: Cohort, seed: int = 0) -> Account:
    """Return what a cohort shows; the same cohort and seed give the same account."""
    raise NotImplementedError
