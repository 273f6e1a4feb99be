"""Areas of drawn patients, against an area that takes weights."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audit.cohort.statistics.by_patient import patients_of
from audit.cohort.statistics.weighted_area import drawn_areas

FILMS = 90


def _films(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two scores, one of which has many ties; three films a patient."""
    rng = np.random.default_rng(seed)
    truth = rng.random(FILMS) < 0.4
    score = rng.normal(0, 1, FILMS) + truth
    return np.stack([score, np.round(score)]), truth, np.arange(FILMS) // 3


def test_areas_of_all_and_of_drawn_patients_are_those_of_weighted_films() -> None:
    scores, truth, patient = _films(0)
    areas = drawn_areas(scores, truth, patient, np.random.default_rng(7), 5)
    assert areas.shape == (6, 2)
    assert areas[0] == pytest.approx([roc_auc_score(truth, score) for score in scores])
    drawn = np.random.default_rng(7).integers(0, FILMS // 3, (5, FILMS // 3))
    for row, chosen in zip(areas[1:], drawn, strict=True):
        times = np.bincount(chosen, minlength=FILMS // 3)[patients_of(patient)]
        assert row == pytest.approx([roc_auc_score(truth, score, sample_weight=times) for score in scores])


def test_draws_without_both_truths_are_left_out() -> None:
    """One positive among three patients is missing from (2/3)³ of the draws."""
    areas = drawn_areas(np.array([[1.0, 0.0, 0.5]]), np.array([True, False, False]), np.arange(3), np.random.default_rng(0), 2_000)
    assert len(areas) - 1 == pytest.approx(2_000 * (1 - 8 / 27 - 1 / 27), abs=80)
    assert np.isfinite(areas).all()


def test_copies_of_films_change_no_draw() -> None:
    """A patient's films are drawn together: five copies of each are no more patients."""
    scores, truth, patient = _films(1)
    once = drawn_areas(scores, truth, patient, np.random.default_rng(3), 20)
    often = drawn_areas(np.repeat(scores, 5, axis=1), np.repeat(truth, 5), np.repeat(patient, 5), np.random.default_rng(3), 20)
    assert once == pytest.approx(often)
