"""All comparisons that could give a sentence, with one error for the whole family: max-T (Westfall and Young 1993), patients permuted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort
from audit.cohort.statistics.permutation.contrasts import Contrast, contrasts
from audit.cohort.statistics.permutation.questions import Question
from audit.cohort.statistics.permutation.shuffling import by_patients, constant, film_by_film
from audit.cohort.statistics.standardised import within

DRAWS = 999
FAMILY_ERROR = 0.05


@dataclass(frozen=True)
class Compared:
    """One comparison and what became of it.

    Attributes:
        z: The group's outcomes against what permuted patients give, in standard deviations of the latter.
        p: Adjusted for the family.
    """

    question: Question
    contrast: Contrast
    z: float
    p: float


@dataclass(frozen=True)
class Family:
    """All comparisons.

    Attributes:
        compared: In the order of questions.
        critical: What the size of z exceeds in a twentieth of permuted families.
    """

    compared: tuple[Compared, ...]
    critical: float


def family(cohort: Cohort, asked: Iterable[Question], rng: np.random.Generator, draws: int = DRAWS) -> Family:
    """Compare all groups in all questions.

    A statistic is taken in units of its own permutations, and the largest of a draw over all questions is what each is held against.
    Questions are permuted each on its own, within its own strata; that they are drawn independently makes the largest larger than it
    would be, never smaller (Šidák 1967), so the error stays below its bound.

    Args:
        cohort: Films.
        asked: Of ``questions``.
        rng: Permutes patients.
        draws: How many times; an adjusted p is a multiple of 1 / (draws + 1).
    """
    largest = np.zeros(1 + draws)
    found: list[tuple[Question, Contrast, float]] = []
    for question in asked:
        these = contrasts(cohort, question)
        if not these:
            continue
        z = _standardised(cohort, question, these, rng, draws)
        largest = np.maximum(largest, np.abs(z).max(axis=1))
        found += [(question, contrast, float(one)) for contrast, one in zip(these, z[0], strict=True)]
    ordered = np.sort(largest)
    compared = tuple(
        Compared(question, contrast, z, float((1 + draws - np.searchsorted(ordered, abs(z) - 1e-9)) / (1 + draws)))
        for question, contrast, z in found
    )
    return Family(compared, float(np.quantile(largest, 1 - FAMILY_ERROR)))


def _standardised(
    cohort: Cohort, question: Question, these: tuple[Contrast, ...], rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return the statistic of each contrast, first as it is and then permuted, shape (1 + draws, contrasts)."""
    sums = np.empty((1 + draws, len(these)))
    for together in _dealt_together(cohort, question, these):
        places, known, varies = together
        rows = question.rows[known]
        residual = within(question.outcome[known], question.stratum[known])
        member = np.stack([cohort.attributes[these[k].attribute].code[rows] == these[k].group for k in places], axis=1).astype(np.float64)
        deal = film_by_film if varies else by_patients
        sums[:, places] = deal(residual, question.stratum[known], cohort.patient[rows], member, rng, draws)
    spread = sums.std(axis=0)
    moved = sums - sums.mean(axis=0)
    scale = np.abs(sums).max(axis=0)
    standardised: NDArray[np.float64] = np.divide(moved, spread, out=np.zeros_like(moved), where=spread > 1e-9 * (1 + scale))
    return standardised


def _dealt_together(cohort: Cohort, question: Question, these: tuple[Contrast, ...]) -> list[tuple[list[int], NDArray[np.intp], bool]]:
    """Return contrasts whose attributes are known on the same films and vary alike: one deal serves them all."""
    patient = cohort.patient[question.rows]
    kept: dict[tuple[bytes, bool], tuple[NDArray[np.intp], list[int]]] = {}
    for place, contrast in enumerate(these):
        code = cohort.attributes[contrast.attribute].code[question.rows]
        known = code >= 0
        key = (known.tobytes(), not constant(code[known], patient[known]))
        kept.setdefault(key, (np.flatnonzero(known), []))[1].append(place)
    return [(places, known, varies) for (_, varies), (known, places) in kept.items()]
