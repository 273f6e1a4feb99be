"""From scores to probabilities: temperature and shifts, from films that the network never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

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
