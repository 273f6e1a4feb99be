"""A folder as ``shared/data``, of phantoms: one film of ``nih/``, three of ``nih_more/``, of which one is of the first one's patient."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PIL import Image

from models.film.phantom import phantom
from models.training.facts import LABELS
from models.training.ledger import PatientRole, ledger

OLD = min(patient for patient, line in ledger("nih").items() if line.role == PatientRole.REFERENCE)
NEW = min(patient for patient, line in ledger("nih_more").items() if line.role == PatientRole.EVALUATE)

_FILMS = {
    "nih": [(f"{OLD}_000.png", "Effusion|Mass", 60, "PA", "0.2", 0.8, 512)],
    "nih_more": [
        (f"{NEW}_000.png", "No Finding", 41, "AP", "", 1.1, 384), (f"{NEW}_001.png", "Pneumonia", 42, "PA", "", 1.0, 384),
        (f"{OLD}_007.png", "Pneumonia", 61, "PA", "", 1.2, 384),
    ],
}  # fmt: skip


def nih_folder(folder: Path) -> Path:
    """Make the folder; returns it."""
    for source, films in _FILMS.items():
        (folder / source / "images").mkdir(parents=True)
        with (folder / source / "labels.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["image", "labels", "sex", "age", "view", "mm_per_pixel", *(f"chexnet_{label}" for label in LABELS)])
            for seed, (name, labels, age, view, chance, mm, side) in enumerate(films):
                table.writerow([name, labels, "F", age, view, mm, *[chance] * len(LABELS)])
                grey = np.clip(phantom(seed).pixels * 255, 0, 255).astype(np.uint8)
                Image.fromarray(grey).resize((side, side)).save(folder / source / "images" / name)
    return folder
