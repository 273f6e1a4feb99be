"""Operating points of the embedded classifier: ``python -m models.training.operating_points --data FOLDER`` renews them in its manifest.

A point is a threshold a class. Each comes from scores of networks that had not seen the film; its sensitivity and specificity are measured
on each fold with calibration and thresholds that the other folds gave (docs/decisions/0038).
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w
from numpy.typing import NDArray

from models.training import out_of_fold
from models.training.calibration import Calibration, Scores, calibrate, calibration_error, likelihood_loss
from models.training.facts import LABELS, nih_facts
from models.training.intervals import bootstrap
from models.values.wilson import wilson

Threshold = Callable[[Scores, NDArray[np.float32]], float]


def balanced_threshold(logits: Scores, labels: NDArray[np.float32]) -> float:
    """Return the logit at which sensitivity and specificity are as equal as these films allow; N scores of one class."""
    edges = np.sort(logits)
    cuts = (edges[1:] + edges[:-1]) / 2
    positive, negative = np.sort(logits[labels > 0.5]), np.sort(logits[labels <= 0.5])
    sensitivity = 1 - np.searchsorted(positive, cuts) / len(positive)
    specificity = np.searchsorted(negative, cuts) / len(negative)
    return float(cuts[np.argmin(np.abs(sensitivity - specificity))])


def threshold_at(logits: Scores, labels: NDArray[np.float32], *, specificity: float) -> float:
    """Return the lowest logit below which at least this share of the films without the finding lies; N scores of one class.

    It stands in the middle between the last of these films and the next film above.
    """
    negative = np.sort(logits[labels <= 0.5])
    last = negative[int(np.ceil(specificity * len(negative) - 1e-9)) - 1]
    above = logits[logits > last]
    return float((last + above.min()) / 2 if len(above) else np.nextafter(last, np.inf))


POINTS: Mapping[str, Threshold] = {"specificity-90": partial(threshold_at, specificity=0.90), "balanced": balanced_threshold}
"""By name; the first is the default."""


@dataclass(frozen=True)
class Fitted:
    """What out-of-fold scores give.

    Attributes:
        calibration: From raw logits to those of the shipped network.
        thresholds: Of the default point, probabilities.
        points: The manifest's further entries: the point's name, other points, and the share of positives that is calibrated to.
        metrics: Of the card: of each point and class the threshold's probability with its bootstrap interval, and sensitivity and
            specificity with Wilson intervals, cross-fitted; likelihood loss and calibration error before and after calibration.
    """

    calibration: Calibration
    thresholds: list[float]
    points: dict[str, Any]
    metrics: dict[str, Any]


def fitted(logits: Scores, labels: NDArray[np.float32], folds: NDArray[np.int_]) -> Fitted:
    """Fit calibration and operating points, and measure them; logits and labels are N×K, a film a patient."""
    calibration = calibrate(logits, labels)
    calibrated = calibration.applied(logits)
    (default, thresholds), *others = ((name, _thresholds(calibrated, labels, find)) for name, find in POINTS.items())
    shares = [round(float(share), 6) for share in labels.mean(axis=0)]
    points = {"operating_point": default, "prevalence": shares, "operating_points": dict(others)}
    return Fitted(calibration, thresholds, points, cross_fitted(logits, labels, folds))


def crossed(scores: Scores, labels: NDArray[np.float32], folds: NDArray[np.int_], find: Threshold) -> NDArray[np.bool_]:
    """Decide on each fold's films by the thresholds that the other folds' films gave; all are N×K but the N folds."""
    decided = np.zeros(labels.shape, bool)
    for fold in np.unique(folds):
        here = folds == fold
        decided[here] = scores[here] >= [find(scores[~here, k], labels[~here, k]) for k in range(labels.shape[1])]
    return decided


def cross_fitted(logits: Scores, labels: NDArray[np.float32], folds: NDArray[np.int_], *, draws: int = 1000) -> dict[str, Any]:
    """Measure calibration and points on each fold with what the other folds gave; returns ``Fitted.metrics``; ``draws``: resamples."""
    after = np.zeros_like(logits)
    for fold in np.unique(folds):
        here = folds == fold
        after[here] = calibrate(logits[~here], labels[~here]).applied(logits[here])
    # Calibration leaves the order of a class's scores as it is, so thresholds decide alike before and after it.
    decided = {name: crossed(logits, labels, folds, find) for name, find in POINTS.items()}
    final = calibrate(logits, labels).applied(logits)
    return {
        "calibration": {
            "loss_before": round(likelihood_loss(logits, labels), 4), "loss_after": round(likelihood_loss(after, labels), 4),
            "error_before": round(calibration_error(logits, labels), 4), "error_after": round(calibration_error(after, labels), 4),
        },
        "operating_points": {
            name: {label: _measured(find, final[:, k], decided[name][:, k], labels[:, k], draws) for k, label in enumerate(LABELS)}
            for name, find in POINTS.items()
        },
    }  # fmt: skip


def _thresholds(calibrated: Scores, labels: NDArray[np.float32], find: Threshold) -> list[float]:
    return [round(_chance(find(calibrated[:, k], labels[:, k])), 6) for k in range(labels.shape[1])]


def _measured(find: Threshold, logits: Scores, decided: NDArray[np.bool_], labels: NDArray[np.float32], draws: int) -> dict[str, Any]:
    def cut(chosen: NDArray[np.int_]) -> float:
        both = 0 < labels[chosen].sum() < len(chosen)
        return _chance(find(logits[chosen], labels[chosen])) if both else np.nan

    found = labels > 0.5
    hits, rejected = int(decided[found].sum()), int((~decided[~found]).sum())
    everything = np.arange(len(labels))
    return {
        "threshold": [round(value, 4) for value in (cut(everything), *bootstrap(cut, len(labels), draws=draws))],
        "sensitivity": [round(value, 3) for value in (hits / found.sum(), *wilson(hits, int(found.sum())))],
        "specificity": [round(value, 3) for value in (rejected / (~found).sum(), *wilson(rejected, int((~found).sum())))],
    }


def _chance(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


def calibrated_on(films: int) -> str:
    """Say on which films probabilities are calibrated; a sentence of the card."""
    return (
        f"{films} films of the folder nih/, one a patient, each scored by a network that had not seen it. A probability is calibrated to "
        "the share of the finding among these films (prevalence), which is no clinic's and not that of nih_more/."
    )


def main() -> None:
    """Renew points, prevalence and their figures in the manifest, from ``out_of_fold.csv`` and the labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, default=Path("resources/weights/embedded.toml"))
    options = parser.parse_args()
    facts = nih_facts(options.data, "nih")
    found = fitted(out_of_fold.of(facts.names), facts.labels, facts.folds)
    table = tomllib.loads(options.manifest.read_text("utf-8"))
    card = table.pop("card")
    card["metrics"].pop("thresholds", None)
    card["metrics"] |= found.metrics
    card["calibrated_on"] = calibrated_on(len(facts.names))
    table |= {"thresholds": found.thresholds} | found.points | {"card": card}
    options.manifest.write_bytes(tomli_w.dumps(table, multiline_strings=True).encode())


if __name__ == "__main__":
    main()
