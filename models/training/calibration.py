"""From scores to probabilities and decisions: temperature, shift and threshold, each from films that the network never saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from models.training.facts import LABELS
from models.training.intervals import bootstrap, wilson

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """Logits are divided by one temperature (Guo 2017), and each class is shifted to its share of positives.

    Attributes:
        temperature: One for all classes.
        shift: K logits, added after the division.
    """

    temperature: float
    shift: NDArray[np.float32]

    def applied(self, logits: Scores) -> Scores:
        """Return calibrated logits."""
        return np.asarray(logits / self.temperature + self.shift, np.float64)


def calibrate(logits: Scores, labels: NDArray[np.float32]) -> Calibration:
    """Find the temperature and the shifts of the greatest likelihood; logits and labels are N×K."""

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        inverse, shift = values[0], values[1:]
        z = logits * inverse + shift
        error = 1 / (1 + np.exp(-z)) - labels
        return float((np.logaddexp(0, z) - labels * z).sum()), np.concatenate([[(error * logits).sum()], error.sum(axis=0)])

    start = np.concatenate([[1.0], np.zeros(logits.shape[1])])
    bounds = [(0.05, 20.0), *[(None, None)] * logits.shape[1]]
    found = optimize.minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibration(float(1 / found[0]), found[1:].astype(np.float32))


def likelihood_loss(logits: Scores, labels: NDArray[np.float32]) -> float:
    """Return the mean negative log-likelihood."""
    return float((np.logaddexp(0, logits) - labels * logits).mean())


def calibration_error(logits: Scores, labels: NDArray[np.float32], bins: int = 10) -> float:
    """Return the expected calibration error over all classes, in bins of equal count."""
    chance = (1 / (1 + np.exp(-logits))).ravel()
    order = np.argsort(chance)
    parts = zip(np.array_split(chance[order], bins), np.array_split(labels.ravel()[order], bins), strict=True)
    return float(sum(abs(p.mean() - y.mean()) * len(p) for p, y in parts) / len(chance))


def balanced_threshold(logits: Scores, labels: NDArray[np.float32]) -> float:
    """Return the logit at which sensitivity and specificity are as equal as these films allow; N scores of one class."""
    edges = np.sort(logits)
    cuts = (edges[1:] + edges[:-1]) / 2
    positive, negative = np.sort(logits[labels > 0.5]), np.sort(logits[labels <= 0.5])
    sensitivity = 1 - np.searchsorted(positive, cuts) / len(positive)
    specificity = np.searchsorted(negative, cuts) / len(negative)
    return float(cuts[np.argmin(np.abs(sensitivity - specificity))])


def cross_fitted(logits: Scores, labels: NDArray[np.float32], folds: NDArray[np.int_]) -> dict[str, Any]:
    """Measure thresholds and calibration on each fold with what the other folds gave.

    Returns:
        For each class the threshold's probability from all folds with its bootstrap interval, and sensitivity and specificity of the
        other folds' thresholds with Wilson intervals; likelihood loss and calibration error before and after calibration.
    """
    decided, after = np.zeros(labels.shape, bool), np.zeros_like(logits)
    for fold in np.unique(folds):
        here = folds == fold
        calibration = calibrate(logits[~here], labels[~here])
        after[here] = calibration.applied(logits[here])
        others = calibration.applied(logits[~here])
        cuts = np.array([balanced_threshold(others[:, k], labels[~here, k]) for k in range(labels.shape[1])])
        decided[here] = after[here] >= cuts
    final = calibrate(logits, labels).applied(logits)
    classes = {label: _decisions(final[:, k], decided[:, k], labels[:, k]) for k, label in enumerate(LABELS)}
    return {
        "classes": classes,
        "loss_before": round(likelihood_loss(logits, labels), 4), "loss_after": round(likelihood_loss(after, labels), 4),
        "error_before": round(calibration_error(logits, labels), 4), "error_after": round(calibration_error(after, labels), 4),
    }  # fmt: skip


def _decisions(logits: Scores, decided: NDArray[np.bool_], labels: NDArray[np.float32]) -> dict[str, Any]:
    def cut(chosen: NDArray[np.int_]) -> float:
        both = 0 < labels[chosen].sum() < len(chosen)
        return 1 / (1 + np.exp(-balanced_threshold(logits[chosen], labels[chosen]))) if both else np.nan

    found = labels > 0.5
    hits, rejected = int(decided[found].sum()), int((~decided[~found]).sum())
    everything = np.arange(len(labels))
    return {
        "threshold": [round(value, 4) for value in (cut(everything), *bootstrap(cut, len(labels)))],
        "sensitivity": [round(value, 3) for value in (hits / found.sum(), *wilson(hits, int(found.sum())))],
        "specificity": [round(value, 3) for value in (rejected / (~found).sum(), *wilson(rejected, int((~found).sum())))],
    }
