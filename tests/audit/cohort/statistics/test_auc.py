"""The area under the ROC curve, against every pair of films."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audit.cohort.statistics.auc import auc, influence
from audit.wilson import wilson


def _films(seed: int, films: int = 80) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.random(films) < 0.4
    return np.round(rng.normal(0, 1, films) + truth, 1), truth


@pytest.mark.parametrize("seed", range(5))
def test_the_area_is_scikit_learns_also_with_ties(seed: int) -> None:
    score, truth = _films(seed)
    area, moves = influence(score, truth)
    assert area == pytest.approx(roc_auc_score(truth, score))
    assert moves.sum() == pytest.approx(0, abs=1e-12)


def test_with_one_film_a_patient_the_error_is_delongs() -> None:
    """DeLong's variance from all pairs, but for the divisors, that tend to one another."""
    score, truth = _films(7, 200)
    positive, negative = score[truth], score[~truth]
    wins = np.array([[float(p > n) + 0.5 * float(p == n) for n in negative] for p in positive])
    variance = wins.mean(axis=1).var(ddof=1) / len(positive) + wins.mean(axis=0).var(ddof=1) / len(negative)
    found = auc(score, truth, np.arange(200))
    logit = np.log(wins.mean() / (1 - wins.mean()))
    half = 1.959964 * np.sqrt(variance) / (wins.mean() * (1 - wins.mean()))
    assert (found.low, found.high) == pytest.approx((1 / (1 + np.exp(half - logit)), 1 / (1 + np.exp(-half - logit))), abs=2e-3)


def test_copies_of_films_do_not_narrow_it() -> None:
    score, truth = _films(8)
    once, thrice = auc(score, truth, np.arange(80)), auc(np.repeat(score, 3), np.repeat(truth, 3), np.repeat(np.arange(80), 3))
    assert (thrice.value, thrice.low, thrice.high) == pytest.approx((once.value, once.low, once.high))
    assert (thrice.films, thrice.patients) == (240, 80)


def test_films_that_are_told_apart_wholly_still_have_an_interval() -> None:
    truth = np.array([True] * 12 + [False] * 30)
    found = auc(truth * 1.0, truth, np.arange(42))
    assert (found.value, found.low, found.high) == (1.0, wilson(12, 12)[0], 1.0)


def test_the_influence_is_what_leaving_a_film_out_changes() -> None:
    score, truth = _films(9, 60)
    area, moves = influence(score, truth)
    for film, of in product((0, 17, 41), (int(truth.sum()),)):
        kept = np.arange(60) != film
        same = of if truth[film] else 60 - of
        assert area - influence(score[kept], truth[kept])[0] == pytest.approx(moves[film] * same / (same - 1), abs=1e-9)
