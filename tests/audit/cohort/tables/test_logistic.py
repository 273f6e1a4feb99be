"""The regression is scikit-learn's, also where a whole step of Newton's leads nowhere."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from audit.cohort.tables.logistic import fitted


def _films(seed: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    rng = np.random.default_rng(seed)
    films, features, scale = int(rng.integers(30, 400)), int(rng.integers(1, 8)), 10 ** rng.uniform(-1, 2)
    return rng.normal(size=(films, features)) * scale, rng.random(films) < rng.uniform(0.02, 0.3)


@pytest.mark.parametrize("seed", [2, 4, 6, 8])
def test_coefficients_are_those_of_scikit_learn(seed: int) -> None:
    features, truth = _films(seed)
    oracle = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(features, truth)
    found = fitted(features, truth)
    np.testing.assert_allclose(found, [*oracle.intercept_, *oracle.coef_[0]], rtol=1e-3, atol=1e-4)


def test_a_few_films_that_an_attribute_tells_apart_have_a_fit() -> None:
    """The first step overshoots to where every film is sure of its side: there the curvature was none, and the equations had no answer."""
    features, _ = _films(108)
    truth = features[:, 0] > np.quantile(features[:, 0], 0.97)
    oracle = LogisticRegression(C=1.0, tol=1e-10, max_iter=10_000).fit(features, truth)
    np.testing.assert_allclose(fitted(features, truth), [*oracle.intercept_, *oracle.coef_[0]], rtol=1e-3, atol=1e-4)
