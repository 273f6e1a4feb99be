"""The real films that nothing was learned from, with what is known of their disease."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from models.reading.read import read_radiograph
from models.training.ledger import PatientRole, ledger
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class Unseen:
    """One film.

    Attributes:
        film: As the program reads it.
        patient: Whose; films of one patient are of one name.
        diseases: What the collection says of it.
    """

    film: Radiograph
    patient: str
    diseases: frozenset[str]


def unseen_nih(folder: Path, *roles: PatientRole) -> Iterator[Unseen]:
    """Read the NIH films of patients with one of these roles, with their spacing."""
    with (folder / "nih" / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            patient = row["image"].split("_")[0]
            if ledger("nih")[patient].role in roles:
                film = read_radiograph(folder / "nih" / "images" / row["image"])
                header = replace(film.header, pixel_spacing_mm=float(row["mm_per_pixel"]) * 512 / film.header.columns)
                yield Unseen(replace(film, header=header), f"nih {patient}", frozenset(row["labels"].split("|")))


def unseen_lungs(folder: Path) -> Iterator[Unseen]:
    """Read the films of the lung collection whose masks nothing learned from; their spacing is unknown."""
    with (folder / "lungs" / "index.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if ledger("lungs")[row["case_group"]].role == PatientRole.EVALUATE:
                film = read_radiograph(folder / "lungs" / "images" / f"{row['id']}.png")
                yield Unseen(film, f"lungs {row['case_group']}", frozenset({row["finding"] or "unknown"}))
