"""All comparisons that could give a sentence, with one error for the whole family: step-down max-T, patients permuted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.cohort.cohort import Cohort
from audit.cohort.statistics.permutation.contrasts import Contrast, contrasts
from audit.cohort.statistics.permutation.questions import Question
from audit.cohort.statistics.permutation.shuffling import by_patients, constant, film_by_film
from audit.cohort.statistics.standardised import within

FAMILY_ERROR = 0.05
FEWEST_DRAWS, MOST_DRAWS = 999, 9_999
_OUTCOMES = 30_000_000
"""Outcomes that are dealt in all: as many draws as they allow make chance decide no sentence where a cohort is small."""


@dataclass(frozen=True)
class Compared:
    """One comparison and what became of it.

    Attributes:
        z: The group's outcomes against what permuted patients give, in standard deviations of the latter.
        p: Adjusted for the family.
        critical: What the size of z had to exceed for a p of a twentieth.
    """

    question: Question
    contrast: Contrast
    z: float
    p: float
    critical: float


def draws_for(asked: Iterable[Question]) -> int:
    """Return how many draws a family of questions is given."""
    outcomes = sum(len(question.rows) for question in asked)
    return min(MOST_DRAWS, max(FEWEST_DRAWS, _OUTCOMES // max(1, outcomes)))


def family(cohort: Cohort, asked: Sequence[Question], rng: np.random.Generator, draws: int | None = None) -> tuple[Compared, ...]:
    """Compare all groups in all questions.

    A statistic is taken in units of its own permutations, and each is held against the largest of a draw over all those that are not
    larger than it is: what was found before it need not be allowed for again (step-down, Westfall and Young 1993, algorithm 2.8).
    Questions are permuted each on its own, within its own strata; that they are drawn independently makes the largest larger than it
    would be, never smaller (Šidák 1967), so the error stays below its bound.

    Args:
        cohort: Films.
        asked: Of ``questions``.
        rng: Permutes patients.
        draws: How many times; an adjusted p is a multiple of 1 / (draws + 1). None is ``draws_for``.

    Returns:
        In the order of questions.
    """
    draws = draws_for(asked) if draws is None else draws
    found: list[tuple[Question, Contrast, float]] = []
    sizes = list[NDArray[np.float64]]()
    for question in asked:
        if these := contrasts(cohort, question):
            z = _standardised(cohort, question, these, rng, draws)
            found += [(question, contrast, float(one)) for contrast, one in zip(these, z[0], strict=True)]
            sizes.append(np.abs(z, out=z))
    if not found:
        return ()
    ps, critical = _stepped_down(np.concatenate(sizes, axis=1))
    return tuple(Compared(*one, p, limit) for one, p, limit in zip(found, ps.tolist(), critical.tolist(), strict=True))


def _stepped_down(sizes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return adjusted p and critical size of each comparison, shapes (comparisons,), from sizes as they are, first, and permuted."""
    order = np.argsort(sizes[0], kind="stable")
    largest = np.maximum.accumulate(sizes[:, order], axis=1)
    stepped = (largest >= largest[0] - 1e-9).mean(axis=0)
    p, critical = np.empty(len(order)), np.empty(len(order))
    p[order] = np.maximum.accumulate(stepped[::-1])[::-1]
    critical[order] = np.quantile(largest, 1 - FAMILY_ERROR, axis=0)
    return p, critical


def _standardised(
    cohort: Cohort, question: Question, these: tuple[Contrast, ...], rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """Return the statistic of each contrast, first as it is and then permuted, shape (1 + draws, contrasts)."""
    standardised = np.zeros((1 + draws, len(these)))
    for places, known, varies in _dealt_together(cohort, question, these):
        rows = question.rows[known]
        residual = within(question.outcome[known], question.stratum[known])
        member = np.stack([cohort.attributes[these[k].attribute].code[rows] == these[k].group for k in places], axis=1).astype(np.float64)
        deal = film_by_film if varies else by_patients
        dealt = deal(residual, question.stratum[known], cohort.patient[rows], member, rng, draws)
        moves = dealt.spread > 1e-9 * (1 + np.abs(dealt.sums).max(axis=0))
        standardised[:, places] = np.divide(dealt.sums - dealt.mean, dealt.spread, out=np.zeros_like(dealt.sums), where=moves)
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
