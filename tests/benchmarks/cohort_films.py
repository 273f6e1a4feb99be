"""Real films whose truths and scores cohorts are resampled from: those of ``nih`` and ``nih_more``."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.facts import LABELS


@dataclass(frozen=True)
class Pool:
    """Films with their truths and logits, films × labels.

    Attributes:
        nothing: Films with no finding at all.
        more: Films of ``nih_more``.
        threshold: Above it a logit is positive, a label each.
        spread: Standard deviation of the logits, a label each.
    """

    patient: NDArray[np.str_]
    view: NDArray[np.str_]
    sex: NDArray[np.str_]
    age: NDArray[np.str_]
    nothing: NDArray[np.bool_]
    more: NDArray[np.bool_]
    truth: NDArray[np.bool_]
    logit: NDArray[np.float64]
    threshold: NDArray[np.float64]
    spread: NDArray[np.float64]

    def by_patient(self) -> list[NDArray[np.intp]]:
        """Films of each patient."""
        return [np.flatnonzero(self.patient == one) for one in np.unique(self.patient)]


def pool(data: Path, logits: Mapping[str, NDArray[np.float64]], upper: float) -> Pool:
    """Read the tables of both folders; thresholds lie at the quantile ``upper`` of each label's logits."""
    rows = []
    for folder in ("nih", "nih_more"):
        with (data / folder / "labels.csv").open(newline="") as lines:
            rows += [(row, folder == "nih_more") for row in csv.DictReader(lines) if row["image"] in logits]
    found = [row["labels"].split("|") for row, _ in rows]
    scores = np.stack([logits[row["image"]] for row, _ in rows])
    patient, view, sex = (
        np.array(column) for column in zip(*((row["image"][:8], row["view"], row["sex"]) for row, _ in rows), strict=True)
    )
    decade = [int(row["age"]) // 10 * 10 for row, _ in rows]
    return Pool(
        patient, view, sex, np.array([f"{one} to {one + 9}" for one in decade]), np.array([labels == ["No Finding"] for labels in found]),
        np.array([more for _, more in rows]), np.array([[label in labels for label in LABELS] for labels in found]), scores,
        np.quantile(scores, upper, axis=0), scores.std(axis=0),
    )  # fmt: skip
