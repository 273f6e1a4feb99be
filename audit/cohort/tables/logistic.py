"""Logistic regression with a ridge, by Newton's steps, each as short as it must be for the loss to fall."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

_STEPS, _STILL = 50, 1e-9


def fitted(features: NDArray[np.float64], truth: NDArray[np.bool_], ridge: float = 1.0) -> NDArray[np.float64]:
    """Return intercept and coefficients that minimise the log loss plus half the ridge times the squared coefficients.

    Args:
        features: Shape (films, features); without a column of ones.
        truth: Shape (films,); both occur.
        ridge: Over 0; the intercept is left free.

    Returns:
        Shape (1 + features,).
    """
    design = np.column_stack([np.ones(len(features)), features])
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    weights = np.zeros(design.shape[1])
    share = float(truth.mean())
    weights[0] = np.log(share / (1 - share))
    loss = _loss(design, truth, penalty, weights)
    for _ in range(_STEPS):
        probability = expit(design @ weights)
        slope = design.T @ (probability - truth) + penalty * weights
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(curvature, slope)
        before, loss = loss, _loss(design, truth, penalty, weights - step)
        # A whole step may overshoot to where all films are sure, and the curvature is none.
        while loss > before and np.abs(step).max() >= _STILL:
            step = step / 2
            loss = _loss(design, truth, penalty, weights - step)
        weights = weights - step
        if np.abs(step).max() < _STILL:
            break
    return weights


def _loss(design: NDArray[np.float64], truth: NDArray[np.bool_], penalty: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    scores = design @ weights
    return float(np.logaddexp(0, scores).sum() - scores[truth].sum() + 0.5 * penalty @ weights**2)
