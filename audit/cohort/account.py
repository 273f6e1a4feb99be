"""The account of a cohort: what is told first, what each group shows, and what there are too few films for (method, section 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from audit.cohort.cohort import Cohort
from audit.cohort.figures import Figures, Metadata, Retained, Sentence, TooFew
from audit.cohort.sentences.choosing import sentences
from audit.cohort.sentences.too_few import too_few
from audit.cohort.statistics.by_patient import count
from audit.cohort.statistics.permutation.family import family
from audit.cohort.statistics.permutation.questions import questions
from audit.cohort.tables.groups import figures, unnamed
from audit.cohort.tables.metadata import metadata
from audit.cohort.tables.retained import retained, too_few_removed


@dataclass(frozen=True)
class Account:
    """What a cohort shows.

    Attributes:
        films, patients: In all.
        comparisons: How many comparisons could have given a sentence; their family-wise error is under 5 %.
        sentences: At most ten: confounds, then scores given the label, then rates of *dependent on outside*; by effect within each.
        too_few: What no sentence could be about.
        figures: A row for each label in all films, then for each value of each attribute that is named.
        metadata: One a label.
        retained: What is left of areas where films were filled in.
        unnamed: By attribute, how many values so few patients have that they are not named.
    """

    films: int
    patients: int
    comparisons: int
    sentences: tuple[Sentence, ...]
    too_few: tuple[TooFew, ...]
    figures: tuple[Figures, ...]
    metadata: tuple[Metadata, ...]
    unnamed: tuple[tuple[str, int], ...] = ()
    retained: tuple[Retained, ...] = ()


def account(cohort: Cohort, seed: int = 0) -> Account:
    """Return what a cohort shows; the same cohort and seed give the same account."""
    permuting, drawing, parting, removing = (np.random.default_rng([seed, stream]) for stream in range(4))
    asked = tuple(questions(cohort))
    compared = family(cohort, asked, permuting)
    return Account(
        len(cohort.seq), count(cohort.patient), len(compared), sentences(cohort, compared),
        (*too_few(cohort, asked), *too_few_removed(cohort)), figures(cohort, drawing), metadata(cohort, parting), unnamed(cohort),
        retained(cohort, removing),
    )  # fmt: skip
