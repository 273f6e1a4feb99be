"""Logits of every NIH film by the network that never saw it; later steps build references and calibrations on them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.films import LABELS

FILE = Path(__file__).with_name("out_of_fold.csv")


def write(patients: NDArray[np.str_], folds: NDArray[np.int_], logits: NDArray[np.float64]) -> None:
    """Write one line a film; logits before calibration, on the teacher's scale."""
    with FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("patient", "fold", *LABELS))
        for patient, fold, row in sorted(zip(patients, folds, logits, strict=True), key=lambda line: str(line[0])):
            writer.writerow((patient, fold, *(f"{value:.4f}" for value in row)))


def read() -> dict[str, NDArray[np.float64]]:
    """Return the logits of each patient's film."""
    with FILE.open(newline="") as file:
        return {row["patient"]: np.array([float(row[label]) for label in LABELS]) for row in csv.DictReader(file)}
