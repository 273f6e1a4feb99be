"""A copy's row is the penalised logistic regression of the textbooks, and copies taken apart score as they do together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.anatomy.segmenter import Segmenter
from models.attention.reference.films import Films
from models.attention.reference.reference import Reference
from models.challenge.calibration.bank import without_controls
from models.challenge.calibration.controls import ControlTable
from models.challenge.fillers.donors import Donor
from models.film.phantom import phantom
from models.grids.geometry import Geometry
from models.input_check.checker import InputChecker
from models.regions.table import shipped_table
from models.screening.loaded_method import LoadedMethod
from models.training.planted_copies import first_member
from models.training.view_copies import Row, classifier_of, learned, some
from models.values.challenge import Filler

WIDTH, FILMS = 192, 6


def _told(count: int, reach: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Features of very different spread, the first of which tells the label as far as ``reach``."""
    rng = np.random.default_rng(4)
    positive = np.arange(count) % 2 == 0
    features = rng.normal(size=(count, 12)) * np.geomspace(0.01, 10, 12) + 3
    features[:, 0] += 0.01 * reach * positive
    return features, positive


def test_a_row_is_the_logistic_regression_of_its_penalty_on_standardised_features() -> None:
    features, positive = _told(80, 2.0)
    row = learned(features, positive)
    scaled = (features - features.mean(axis=0)) / features.std(axis=0)
    oracle = LogisticRegression(C=1 / row.penalty, tol=1e-10, max_iter=10_000).fit(scaled, positive)
    np.testing.assert_allclose(features @ row.weight + row.bias, oracle.decision_function(scaled), atol=1e-4)


def test_the_folds_choose_the_weakest_penalty_for_a_plain_label_and_the_strongest_for_none() -> None:
    plain = learned(*_told(80, 20.0))
    features, positive = _told(80, 0.0)
    assert plain.penalty == 10
    assert learned(features, np.random.default_rng(1).permutation(positive)).penalty == 3000


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    rng = np.random.default_rng(7)
    return [Row(rng.normal(size=WIDTH), float(k), 100.0) for k in range(4)]


def test_a_class_scores_what_its_row_says_of_the_pooled_features(rows: list[Row]) -> None:
    classifier = classifier_of(list("abcd"), rows, [0.5] * 4)
    image = classifier.prepared(phantom(5_500_002, size=320).pixels).tensor[None]
    with torch.no_grad():
        pooled = first_member().features(image).mean(dim=(2, 3))[0].double().numpy()
    wanted = [pooled @ row.weight + row.bias for row in rows]
    np.testing.assert_allclose(classifier.logits(image)[0].numpy(), wanted, rtol=1e-4, atol=1e-4)


def test_some_of_the_copies_keep_their_own_scores_thresholds_reference_and_controls(
    rows: list[Row], segmenter: Segmenter, checker: InputChecker
) -> None:
    method = _grounded(LoadedMethod(classifier_of(list("abcd"), rows, [0.2, 0.3, 0.4, 0.5]), segmenter, checker, shipped_table()))
    part = some(method, (1, 3), rows)
    image = method.classifier.prepared(phantom(5_500_002, size=320).pixels).tensor[None]
    np.testing.assert_allclose(part.classifier.logits(image)[0], method.classifier.logits(image)[0, [1, 3]], rtol=1e-5)
    assert (part.classifier.manifest.labels, part.classifier.manifest.thresholds) == (("b", "d"), (0.3, 0.5))
    assert part.reference is not None
    assert part.calibration is not None
    assert method.calibration is not None
    assert part.reference.made_with == part.calibration.made_with == part.made_with != method.made_with
    assert part.reference.films.logits.tolist() == [[10 * film + k for k in (1, 3)] for film in range(FILMS)]
    np.testing.assert_array_equal(part.calibration.table.deltas, method.calibration.table.deltas[:, :, [1, 3]])
    assert [donor.positives for donor in part.calibration.donors] == [(True, False)]
    assert part.calibration.spread.tolist() == method.calibration.spread[[1, 3]].tolist()


def _grounded(method: LoadedMethod) -> LoadedMethod:
    """A reference and a calibration of numbers that tell film and class; of class 1 alone is the donor positive."""
    rng, table = np.random.default_rng(0), ControlTable.none(tuple(Filler), 4)
    logits = np.array([[10 * film + k for k in range(4)] for film in range(FILMS)], np.float32)
    films = Films(
        rng.normal(size=(FILMS, 4, 24, 18)).astype(np.float16), np.ones((FILMS, 4, 24, 18), bool), logits, logits > 15,
        np.zeros((FILMS, 4, 0), np.float32), np.arange(FILMS).astype(str),
    )  # fmt: skip
    table = replace(
        table, patients=np.arange(5).astype(str), descriptors=np.zeros((5, table.descriptors.shape[1]), np.float32),
        to_allowed=np.ones((5, 4), np.float32), deltas=rng.normal(size=(5, len(Filler), 4)).astype(np.float32),
    )  # fmt: skip
    donor = Donor(np.zeros((1, 8, 8), np.float16), Geometry.identity(8, 8), ((0.0, 0.0),), (False, True, False, False), "PA", "p")
    calibration = replace(without_controls(method.made_with, (donor,), logits), table=table)
    return replace(method, reference=Reference.build(method.made_with, films), calibration=calibration)
