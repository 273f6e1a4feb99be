"""Calibration against cases where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.calibration import Calibration, calibrate, calibration_error, likelihood_loss


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


def test_a_calibration_is_an_affine_map() -> None:
    found = Calibration(2.0, np.array([1.0, -1.0], np.float32)).applied(np.array([[4.0, 4.0]]))
    assert found.tolist() == [[3.0, 1.0]]
