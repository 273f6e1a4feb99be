"""What can be asked of a cohort, and of which groups."""

from __future__ import annotations

import numpy as np

from audit.cohort.figures import Kind
from audit.cohort.statistics.permutation.contrasts import contrasts
from audit.cohort.statistics.permutation.questions import questions
from audit.records.verdicts import WORST_FIRST
from tests.cohorts import attribute, cohort, decisions

OUTSIDE, NOTHING, UNTESTED = (WORST_FIRST.index(one) for one in ("dependent_on_outside", "no_outside_dependence_found", "not_assessable"))


def test_nothing_is_asked_about_truths_scores_and_verdicts_that_are_unknown() -> None:
    films = cohort(range(3), [], [decisions("Mass", 3)])
    assert list(questions(films)) == []


def test_a_question_has_its_own_films_outcome_and_strata() -> None:
    truth = [1, 0, np.nan, 1, np.nan]
    labels = decisions("Mass", 5, [2.0, -1, 3, np.nan, 4], truth, [OUTSIDE, NOTHING, NOTHING, OUTSIDE, UNTESTED])
    confound, score, dependent = questions(cohort(range(5), [], [labels]))
    assert (confound.kind, confound.rows.tolist(), confound.outcome.tolist()) == (Kind.CONFOUND, [0, 1, 3], [1, 0, 1])
    assert (score.kind, score.rows.tolist(), score.outcome.tolist(), score.stratum.tolist()) == (
        Kind.SCORE_GIVEN_LABEL,
        [0, 1],
        [2, -1],
        [1, 0],
    )
    assert (dependent.kind, dependent.rows.tolist(), dependent.outcome.tolist(), dependent.stratum.tolist()) == (
        Kind.DEPENDENT, [0, 2], [1, 0], [1, 2],
    )  # fmt: skip


def test_films_that_are_needed_scale_with_what_there_is() -> None:
    """Five of 100 patients have the label: 200 films would hold ten."""
    films = cohort(range(100), [], [decisions("Mass", 100, truth=np.arange(100) < 5)])
    (confound,) = questions(films)
    assert (confound.askable, confound.films_needed) == (False, 200)
    assert contrasts(films, confound) == ()


def test_rates_need_some_films_that_depend_on_outside() -> None:
    def dependent(outside: int) -> tuple[bool, int]:
        verdict = np.where(np.arange(100) < outside, OUTSIDE, NOTHING)
        (question,) = questions(cohort(range(100), [], [decisions("Mass", 100, np.ones(100), verdict=verdict)]))
        return question.askable, question.films_needed

    assert [dependent(outside) for outside in (0, 2, 5)] == [(False, 0), (False, 250), (True, 0)]


def test_groups_are_compared_from_30_patients_on_both_sides() -> None:
    """Site c has 29 patients, and 60 films; of two sexes one comparison says all; one value says nothing."""
    patient = [*range(30), *range(30, 60), *np.repeat(np.arange(60, 89), 2), 60, 61]
    site = ["a"] * 30 + ["b"] * 30 + ["c"] * 60
    films = cohort(
        patient, [attribute("site", site), attribute("sex", ["F", "M"] * 60), attribute("body part", ["CHEST"] * 120)],
        [decisions("Mass", 120, truth=np.arange(120) % 3 == 0)],
    )  # fmt: skip
    (confound,) = questions(films)
    assert [(one.attribute, one.group) for one in contrasts(films, confound)] == [(0, 0), (0, 1), (1, 0)]


def test_rates_among_positives_need_ten_of_them_on_both_sides() -> None:
    site = ["a"] * 40 + ["b"] * 40 + ["c"] * 40
    positive = np.concatenate([np.arange(40) < count for count in (9, 10, 30)])
    verdict = np.where(np.arange(120) % 2, OUTSIDE, NOTHING)
    films = cohort(range(120), [attribute("site", site)], [decisions("Mass", 120, np.zeros(120), verdict=verdict, positive=positive)])
    (dependent,) = questions(films)
    assert [one.group for one in contrasts(films, dependent)] == [1, 2]
