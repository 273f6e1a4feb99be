"""The real films that nothing was learned from, with what is known of their disease."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from models.reading.read import read_radiograph
from models.training.facts import SOURCES, nih_rows, patient_of
from models.training.ledger import PatientRole, ledger, nih_line
from models.values.radiograph import Radiograph

NEVER_TRAINED = (PatientRole.REFERENCE, PatientRole.CALIBRATE, PatientRole.EVALUATE)


@dataclass(frozen=True)
class Unseen:
    """One film.

    Attributes:
        film: As the program reads it.
        patient: Whose; films of one patient are of one name.
        diseases: What the collection says of it.
        view: As the collection tells; "" is unknown.
        role: Of the patient.
    """

    film: Radiograph
    patient: str
    diseases: frozenset[str]
    view: str
    role: PatientRole


def unseen_nih(folder: Path, *roles: PatientRole, sources: tuple[str, ...] = ("nih",)) -> Iterator[Unseen]:
    """Read the NIH films of patients with one of these roles, with their spacing; all their films in these sources' folders."""
    for source in sources:
        for row in nih_rows(folder, source):
            patient = patient_of(row["image"])
            if (role := nih_line(patient).role) in roles:
                film = read_radiograph(folder / source / "images" / row["image"])
                header = replace(film.header, pixel_spacing_mm=float(row["mm_per_pixel"]))
                yield Unseen(replace(film, header=header), f"nih {patient}", frozenset(row["labels"].split("|")), row["view"], role)


def every_unseen_nih(folder: Path, *roles: PatientRole) -> Iterator[Unseen]:
    """Read the films of both NIH folders of patients with one of these roles."""
    return unseen_nih(folder, *roles, sources=SOURCES)


def unseen_lungs(folder: Path) -> Iterator[Unseen]:
    """Read the films of the lung collection whose masks nothing learned from; their spacing is unknown."""
    with (folder / "lungs" / "index.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if (role := ledger("lungs")[row["case_group"]].role) == PatientRole.EVALUATE:
                film = read_radiograph(folder / "lungs" / "images" / f"{row['id']}.png")
                yield Unseen(film, f"lungs {row['case_group']}", frozenset({row["finding"] or "unknown"}), row["view"], role)


def unseen_hearts(folder: Path) -> Iterator[Unseen]:
    """Read the films of the heart collection, all of them PA, of which the classifier never learned; a segmenter may have."""
    with (folder / "hearts" / "index.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            film = read_radiograph(folder / "hearts" / "images" / f"{row['id']}.png")
            yield Unseen(film, f"hearts {row['id']}", frozenset({"unknown"}), "PA", ledger("hearts")[row["id"]].role)
