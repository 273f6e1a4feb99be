"""What attributes alone tell."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from audit.cohort.cohort import Cohort
from audit.cohort.tables.logistic import fitted
from audit.cohort.tables.metadata import metadata
from tests.cohorts import attribute, cohort, decisions

FILMS = 600


def _films(by_site: float, decision_by_site: float) -> Cohort:
    rng = np.random.default_rng(2)
    north = np.arange(FILMS) % 2 == 0
    truth = rng.random(FILMS) < 0.4 + by_site * np.where(north, 1, -1)
    score = 1.5 * truth - 0.7 + decision_by_site * np.where(north, 1, -1) + rng.normal(0, 1, FILMS)
    columns = [attribute("site", ["north" if one else "south" for one in north]), attribute("sex", list(rng.choice(["F", "M"], FILMS)))]
    return cohort(range(FILMS), columns, [decisions("Mass", FILMS, score, truth)])


def test_the_fit_is_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(0, 1, (200, 4))
    truth = rng.random(200) < 1 / (1 + np.exp(-features[:, 0] - 0.5))
    fit = LogisticRegression(C=1 / 2.5, tol=1e-10, max_iter=2000).fit(features, truth)
    assert fitted(features, truth, 2.5) == pytest.approx([fit.intercept_[0], *fit.coef_[0]], abs=1e-5)


def test_attributes_that_go_with_nothing_tell_nothing() -> None:
    (found,) = metadata(_films(0, 0), np.random.default_rng(0))
    assert found.truth is not None
    assert found.increment is not None
    assert found.truth.low < 0.5 < found.truth.high
    assert found.increment.low < 0 < found.increment.high


def test_a_confound_tells_truth_and_decision_but_adds_little_to_the_truth() -> None:
    (found,) = metadata(_films(0.3, 0), np.random.default_rng(0))
    assert found.truth is not None
    assert found.decision is not None
    assert found.increment is not None
    assert found.truth.low > 0.7
    assert found.decision.low > 0.5
    assert found.increment.high < 0.06


def test_a_decision_that_depends_on_the_site_is_told_beyond_the_truth() -> None:
    (found,) = metadata(_films(0, 1.0), np.random.default_rng(0))
    assert found.truth is not None
    assert found.increment is not None
    assert found.truth.low < 0.5 < found.truth.high
    assert found.increment.low > 0.05


def test_patients_are_never_on_both_sides() -> None:
    """A column that names each patient, whose films have one truth: fitted to other patients it tells nothing."""
    patient = np.repeat(np.arange(60), 6)
    truth = (patient % 2 == 0).astype(float)
    (found,) = metadata(
        cohort(patient, [attribute("name", [f"p{one}" for one in patient])], [decisions("Mass", 360, truth=truth)]),
        np.random.default_rng(0),
    )
    assert found.truth is None or found.truth.value == pytest.approx(0.5)


def test_too_few_of_either_side_have_no_area() -> None:
    films = cohort(range(60), [attribute("site", ["a", "b"] * 30)], [decisions("Mass", 60, truth=np.arange(60) < 9)])
    (found,) = metadata(films, np.random.default_rng(0))
    assert (found.truth, found.decision, found.decision_by_truth, found.increment) == (None,) * 4
