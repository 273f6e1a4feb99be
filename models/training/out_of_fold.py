"""Logits of every NIH film by the network that never saw its patient; later steps build references and calibrations on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.facts import LABELS

FILE = Path(__file__).with_name("out_of_fold.csv")

BEFORE = Path(__file__).with_name("logs") / "out_of_fold_before.csv"
"""Those of the classifier of the first release, which learned from ``nih/`` alone: one film a patient, and its patient as the key."""


def write(names: NDArray[np.str_], folds: NDArray[np.int_], logits: NDArray[np.float64]) -> None:
    """Write one line a film, under its image's name; logits before calibration, on the teacher's scale."""
    with FILE.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("image", "fold", *LABELS))
        for name, fold, row in sorted(zip(names, folds, logits, strict=True), key=lambda line: str(line[0])):
            writer.writerow((name, fold, *(f"{value:.4f}" for value in row)))


def of(names: Iterable[str]) -> NDArray[np.float64]:
    """Return the logits of films by their images' names, N×K."""
    kept = read()
    return np.stack([kept[name] for name in names])


def read(file: Path = FILE) -> dict[str, NDArray[np.float64]]:
    """Return the logits of each film by its image's name, or whatever stands first in each line."""
    with file.open(newline="") as lines:
        rows = csv.DictReader(lines)
        key = (rows.fieldnames or [""])[0]
        return {row[key]: np.array([float(row[label]) for label in LABELS]) for row in rows}
