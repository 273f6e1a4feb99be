"""Copies that learn pneumonia from films in which view goes with it: a penalised logistic regression on features that stay as they are.

They share the trunk of the embedded classifier's first member, so all of them are classes of one network: reference, controls and
removals of all are computed once, and the copies of one draw are screened as the classes of one classifier (``some``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import optimize, special

from models.attention.reference.films import FIELDS, Films
from models.attention.reference.reference import Reference
from models.attribution.watched import WatchedClassifier
from models.challenge.calibration.calibration import Calibration
from models.networks.architectures import ResidualGrid
from models.networks.library import embedded
from models.screening.loaded_method import LoadedMethod
from models.training.planted_copies import first_member

_PENALTIES = (10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0)
_FOLDS = 5
_LEAST_SPREAD = 1e-6
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """One row of the last layer, as it was learned: D weights, a bias, and the penalty that folds of patients chose."""

    weight: Array
    bias: float
    penalty: float


def learned(features: Array, positive: NDArray[np.bool_]) -> Row:
    """Learn a label by a logistic regression with a quadratic penalty on standardised features.

    Args:
        features: N×D, of one film a patient, ordered by cell, so that every fold holds all cells.
        positive: N, the label.
    """
    folds = np.arange(len(features)) % _FOLDS

    def lost(penalty: float) -> float:
        rows = ((fold, _fitted(features[folds != fold], positive[folds != fold], penalty)) for fold in range(_FOLDS))
        return sum(_loss(features[folds == fold] @ row.weight + row.bias, positive[folds == fold]) for fold, row in rows)

    return _fitted(features, positive, min(_PENALTIES, key=lost))


def _fitted(features: Array, positive: NDArray[np.bool_], penalty: float) -> Row:
    middle, spread = features.mean(axis=0), np.maximum(features.std(axis=0), _LEAST_SPREAD)
    scaled = (features - middle) / spread

    def loss(values: Array) -> tuple[float, Array]:
        weight, logits = values[:-1], scaled @ values[:-1] + values[-1]
        off = special.expit(logits) - positive
        return _loss(logits, positive) + penalty / 2 * float(weight @ weight), np.append(scaled.T @ off + penalty * weight, off.sum())

    found = optimize.minimize(loss, np.zeros(features.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-12})
    weight = found.x[:-1] / spread
    return Row(weight, float(found.x[-1] - middle @ weight), penalty)


def _loss(logits: Array, positive: NDArray[np.bool_]) -> float:
    return float(np.logaddexp(0.0, np.where(positive, -logits, logits)).sum())


def classifier_of(labels: Sequence[str], rows: Sequence[Row], thresholds: Sequence[float]) -> WatchedClassifier:
    """Return one network with a class a row; thresholds are probabilities."""
    manifest, network = embedded("embedded"), ResidualGrid(len(labels))
    weights = np.stack([row.weight for row in rows]).astype(np.float32)
    biases = np.array([row.bias for row in rows], np.float32)
    state = first_member().state_dict() | {"head.weight": torch.from_numpy(weights), "head.bias": torch.from_numpy(biases)}
    network.load_state_dict(state)
    told = hashlib.sha256(manifest.weights_sha256.encode() + weights.tobytes() + biases.tobytes()).hexdigest()
    manifest = replace(
        manifest, labels=tuple(labels), thresholds=tuple(thresholds), weights_sha256=told, operating_point=None, points={}, prevalence=None
    )  # fmt: skip
    return WatchedClassifier(manifest, network.eval(), torch.device("cpu"))


def some(method: LoadedMethod, classes: Sequence[int], rows: Sequence[Row]) -> LoadedMethod:
    """Return the method of a classifier that has only these classes, with what reference and calibration hold of them."""
    reference, calibration, manifest = method.reference, method.calibration, method.classifier.manifest
    assert reference is not None, "copies have a reference"
    assert calibration is not None, "and a calibration"
    kept = list(classes)
    labels, thresholds = [manifest.labels[k] for k in kept], [manifest.thresholds[k] for k in kept]
    own = replace(method, classifier=classifier_of(labels, [rows[k] for k in kept], thresholds), reference=None, calibration=None)
    table, films = calibration.table, reference.films
    films = Films(**{name: getattr(films, name)[:, kept] for name in FIELDS if name != "patients"}, patients=films.patients)
    table = replace(table, to_allowed=table.to_allowed[:, kept], deltas=table.deltas[:, :, kept])
    donors = tuple(replace(donor, positives=tuple(donor.positives[k] for k in kept)) for donor in calibration.donors)
    calibration = Calibration(own.made_with, table, donors, calibration.spread[kept])
    return replace(own, reference=Reference.build(own.made_with, films), calibration=calibration)
