"""Calibration and thresholds against cases where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.calibration import Calibration, balanced_threshold, calibrate, calibration_error, cross_fitted, likelihood_loss
from models.training.facts import LABELS


def _drawn(count: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """True logits, and labels drawn with exactly these chances."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(-1, 1.5, (count, classes))
    return logits, (rng.random((count, classes)) < 1 / (1 + np.exp(-logits))).astype(np.float32)


def test_a_known_temperature_and_known_shifts_are_found_again() -> None:
    true, labels = _drawn(20_000, 3)
    shift = np.array([0.5, -1.0, 2.0])
    found = calibrate((true - shift) * 2.5, labels)
    assert found.temperature == pytest.approx(2.5, rel=0.03)
    assert found.shift == pytest.approx(shift, abs=0.05)


def test_calibration_keeps_the_order_of_the_films_and_the_shares_of_positives() -> None:
    logits, labels = _drawn(500, 4)
    after = calibrate(logits * 3 + 1, labels).applied(logits * 3 + 1)
    assert np.array_equal(np.argsort(after, axis=0), np.argsort(logits, axis=0))
    assert (1 / (1 + np.exp(-after))).mean(axis=0) == pytest.approx(labels.mean(axis=0), abs=1e-3)


def test_calibration_lowers_loss_and_error_of_overconfident_scores() -> None:
    logits, labels = _drawn(5000, 2)
    after = calibrate(logits * 4, labels).applied(logits * 4)
    assert likelihood_loss(after, labels) < likelihood_loss(logits * 4, labels)
    assert calibration_error(after, labels) < 0.25 * calibration_error(logits * 4, labels)
    assert calibration_error(logits, labels) < 0.02


def test_loss_of_a_coin_is_log_two() -> None:
    assert likelihood_loss(np.zeros((10, 2)), np.ones((10, 2), np.float32)) == pytest.approx(np.log(2))


@given(st.integers(0, 10_000), st.integers(6, 60))
def test_the_threshold_makes_sensitivity_and_specificity_as_equal_as_any_cut(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(size=count)
    labels = (rng.random(count) < 0.4).astype(np.float32)
    labels[:2] = (0, 1)

    def gap(cut: float) -> float:
        return abs(float((scores[labels > 0.5] >= cut).mean()) - float((scores[labels <= 0.5] < cut).mean()))

    edges = np.sort(scores)
    assert gap(balanced_threshold(scores, labels)) == pytest.approx(min(gap(cut) for cut in (edges[1:] + edges[:-1]) / 2))


def test_separated_classes_are_separated() -> None:
    scores, labels = np.array([-2.0, -1.0, 1.0, 3.0]), np.array([0, 0, 1, 1], np.float32)
    assert balanced_threshold(scores, labels) == 0


def test_cross_fitting_measures_each_fold_with_the_others() -> None:
    """Scores that mean the opposite in one fold cannot look good by what was fitted on that fold."""
    rng = np.random.default_rng(1)
    folds = np.arange(600) % 3
    labels = (rng.random((600, len(LABELS))) < 0.5).astype(np.float32)
    scores = 4 * labels - 2 + 0.1 * rng.standard_normal(labels.shape)
    honest = cross_fitted(scores, labels, folds)["classes"][LABELS[0]]
    assert honest["sensitivity"][0] == honest["specificity"][0] == 1
    scores[folds == 2] *= -1
    spoiled = cross_fitted(scores, labels, folds)["classes"][LABELS[0]]
    assert spoiled["sensitivity"][0] == pytest.approx(2 / 3, abs=0.06)
    low, high = spoiled["sensitivity"][1:]
    assert low < spoiled["sensitivity"][0] < high


def test_a_calibration_is_an_affine_map() -> None:
    found = Calibration(2.0, np.array([1.0, -1.0], np.float32)).applied(np.array([[4.0, 4.0]]))
    assert found.tolist() == [[3.0, 1.0]]
