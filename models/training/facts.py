"""What is told of the NIH films of both folders: labels, view, sex, age, and a published network's opinion where it is known."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.training.ledger import LedgerLine, PatientRole, nih_line

LABELS = (
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax",
    "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia",
)  # fmt: skip

SOURCES = ("nih", "nih_more")
"""Folders of NIH films: one film a patient taken by chance, and films that others had chosen by class."""


@dataclass(frozen=True)
class FilmFacts:
    """N films.

    Attributes:
        names: Of the image files, one each.
        patients: Of the films; several may be of one patient.
        sources: The folder of each.
        labels: N×K in {0, 1}.
        teacher: N×K logits of CheXNet, NaN where its opinion is not known.
        views: "PA" or "AP".
        sexes: "F" or "M".
        ages: In years.
    """

    names: NDArray[np.str_]
    patients: NDArray[np.str_]
    sources: NDArray[np.str_]
    labels: NDArray[np.float32]
    teacher: NDArray[np.float32]
    views: NDArray[np.str_]
    sexes: NDArray[np.str_]
    ages: NDArray[np.int_]

    @property
    def lines(self) -> list[LedgerLine]:
        """The ledger's line of each film's patient."""
        return [nih_line(patient) for patient in self.patients]

    @property
    def folds(self) -> NDArray[np.int_]:
        """The fold of each film's patient."""
        return np.array([line.fold for line in self.lines], np.int_)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Of which films CheXNet's opinion is known."""
        known: NDArray[np.bool_] = np.isfinite(self.teacher.sum(axis=1))
        return known

    def subset(self, keep: NDArray[np.bool_]) -> Self:
        """Return the films where ``keep`` is true."""
        return replace(self, **{field.name: getattr(self, field.name)[keep] for field in fields(self)})

    def with_role(self, *roles: PatientRole) -> Self:
        """Return the films of patients with one of these roles."""
        return self.subset(np.array([line.role in roles for line in self.lines], bool))


def nih_facts(folder: Path, *sources: str) -> FilmFacts:
    """Read what is told of the films of these sources, of both where none is named."""
    rows = [(source, row) for source in sources or SOURCES for row in nih_rows(folder, source)]
    opinion = np.array([[float(row[f"chexnet_{label}"] or "nan") for label in LABELS] for _, row in rows]).clip(1e-5, 1 - 1e-5)
    return FilmFacts(
        names=np.array([row["image"] for _, row in rows]),
        patients=np.array([patient_of(row["image"]) for _, row in rows]),
        sources=np.array([source for source, _ in rows]),
        labels=np.array([[float(label in row["labels"].split("|")) for label in LABELS] for _, row in rows], np.float32),
        teacher=np.log(opinion / (1 - opinion)).astype(np.float32),
        views=np.array([row["view"] for _, row in rows]),
        sexes=np.array([row["sex"] for _, row in rows]),
        ages=np.array([int(row["age"]) for _, row in rows]),
    )


def nih_rows(folder: Path, source: str) -> list[dict[str, str]]:
    """Read the lines of a source's table, one a film."""
    with (folder / source / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def patient_of(image: str) -> str:
    """Return whose film an image is; its name begins with the patient's number."""
    return image.split("_")[0]
