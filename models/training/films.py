"""The training films, small, and who may learn from them."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.manifest import Step
from models.phantom import phantom
from models.preparation import prepare

LABELS = (
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax",
    "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia",
)  # fmt: skip


@dataclass(frozen=True)
class LabelledFilms:
    """NIH films with their labels and a published network's opinion.

    Attributes:
        patients: One identifier a film.
        images: N×H×W float32 as the network sees them, before normalising.
        labels: N×K in {0, 1}.
        teacher: N×K logits of CheXNet.
    """

    patients: list[str]
    images: NDArray[np.float32]
    labels: NDArray[np.float32]
    teacher: NDArray[np.float32]

    def subset(self, keep: NDArray[np.bool_]) -> LabelledFilms:
        """Return the films where ``keep`` is true."""
        patients = [patient for patient, kept in zip(self.patients, keep, strict=True) if kept]
        return LabelledFilms(patients, self.images[keep], self.labels[keep], self.teacher[keep])


@dataclass(frozen=True)
class MaskedFilms:
    """Films with lung masks.

    Attributes:
        images: N×H×W float32.
        masks: N×2×H×W bool, right lung then left lung.
        views: As the index tells.
    """

    images: NDArray[np.float32]
    masks: NDArray[np.bool_]
    views: list[str]


def role(patient: str) -> str:
    """Return "train" (about 70 %), or "held-out" for films that no shipped weight learns from.

    The role hangs on the patient's identifier alone, so that it is the same in every recipe.
    """
    return "train" if hashlib.sha256(f"cxr-audit split 1 {patient}".encode()).digest()[0] < 179 else "held-out"


def nih(folder: Path, steps: tuple[Step, ...]) -> LabelledFilms:
    """Read the NIH films with labels and teacher."""
    with (folder / "nih" / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    images = [_prepared(folder / "nih" / "images" / row["image"], steps) for row in rows]
    labels = [[float(label in row["labels"].split("|")) for label in LABELS] for row in rows]
    opinion = np.array([[float(row[f"chexnet_{label}"]) for label in LABELS] for row in rows]).clip(1e-5, 1 - 1e-5)
    teacher = np.log(opinion / (1 - opinion))
    patients = [row["image"].split("_")[0] for row in rows]
    return LabelledFilms(patients, np.stack(images), np.array(labels, np.float32), teacher.astype(np.float32))


def lungs(folder: Path, steps: tuple[Step, ...], *, redistributable: bool) -> MaskedFilms:
    """Read the films with human lung masks, either those that shipped weights may learn from or the others.

    Masks whose convention leaves out the lung behind the heart are left out of the films to learn from.
    """
    with (folder / "lungs" / "index.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if (row["redistributable"] == "True") == redistributable]
    if redistributable:
        rows = [row for row in rows if row["convention"] == "heart side included"]
    images, masks = [], []
    for row in rows:
        images.append(_prepared(folder / "lungs" / "images" / f"{row['id']}.png", steps))
        mask = np.asarray(Image.open(folder / "lungs" / "masks" / f"{row['id']}.png").convert("L")) > 127
        height, width = images[-1].shape
        both = prepare(mask.astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5
        assert both.shape == (height, width)
        masks.append(sides(both))
    return MaskedFilms(np.stack(images), np.stack(masks), [row["view"] for row in rows])


def phantoms(seeds: range, steps: tuple[Step, ...], *, marked: bool | None = None) -> tuple[MaskedFilms, NDArray[np.bool_]]:
    """Draw phantom films; ``marked`` None draws the marker on every second one. Also returns which are marked."""
    drawn = [phantom(seed, marked=seed % 2 == 0 if marked is None else marked) for seed in seeds]
    images = [prepare(film.pixels, steps).tensor[0].numpy() for film in drawn]
    masks = [
        np.stack([prepare(lung.astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5 for lung in (film.right_lung, film.left_lung)])
        for film in drawn
    ]
    flags = np.array([film.marked for film in drawn])
    return MaskedFilms(np.stack(images), np.stack(masks), ["phantom"] * len(drawn)), flags


def sides(both: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Split a mask of both lungs into the patient's right (left of the image) and left lung, piece by piece."""
    from scipy import ndimage

    pieces, count = ndimage.label(both)
    middle = ndimage.center_of_mass(both)[1] if both.any() else both.shape[1] / 2
    centres = [ndimage.center_of_mass(pieces == piece)[1] for piece in range(1, count + 1)]
    areas = [int((pieces == piece).sum()) for piece in range(1, count + 1)]
    if count == 1 or max(areas, default=0) > 0.9 * both.sum():
        columns = np.arange(both.shape[1])[None, :]
        return np.stack([both & (columns < middle), both & (columns >= middle)])
    right = np.isin(pieces, [piece for piece, centre in enumerate(centres, 1) if centre < middle])
    return np.stack([right, both & ~right])


def _prepared(path: Path, steps: tuple[Step, ...]) -> NDArray[np.float32]:
    grey = np.asarray(Image.open(path).convert("L"), np.float32) / np.float32(255)
    return prepare(grey, steps).tensor[0].numpy()
