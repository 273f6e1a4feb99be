"""The films of the recipes, small, with what people and other networks said of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.film.canonical import CanonicalFilm
from models.film.phantom import phantom
from models.networks.preparation import prepare, prepare_canonical
from models.networks.steps import PreparationStep
from models.training.ledger import LedgerLine, PatientRole, ledger

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
        views: "PA" or "AP", a film each.
        sexes: "F" or "M".
        ages: In years.
    """

    patients: NDArray[np.str_]
    images: NDArray[np.float32]
    labels: NDArray[np.float32]
    teacher: NDArray[np.float32]
    views: NDArray[np.str_]
    sexes: NDArray[np.str_]
    ages: NDArray[np.int_]

    @property
    def lines(self) -> list[LedgerLine]:
        """The ledger's line of each film."""
        return [ledger("nih")[patient] for patient in self.patients]

    def subset(self, keep: NDArray[np.bool_]) -> LabelledFilms:
        """Return the films where ``keep`` is true."""
        return LabelledFilms(*(getattr(self, field.name)[keep] for field in fields(self)))

    def with_role(self, *roles: PatientRole) -> LabelledFilms:
        """Return the films of patients with one of these roles."""
        return self.subset(np.array([line.role in roles for line in self.lines]))


@dataclass(frozen=True)
class MaskedFilms:
    """Films with lung masks.

    Attributes:
        images: N×H×W float32.
        masks: N×2×H×W bool, right lung then left lung.
        views, sexes: As the index tells; "" is unknown, and where nobody is on the film.
        patients: Case group of each film; films of one group are of one person.
    """

    images: NDArray[np.float32]
    masks: NDArray[np.bool_]
    views: NDArray[np.str_]
    sexes: NDArray[np.str_]
    patients: NDArray[np.str_]

    @classmethod
    def of_nobody(cls, images: NDArray[np.float32], masks: NDArray[np.bool_], origin: str) -> MaskedFilms:
        """Return films of which only an origin is known."""
        unknown = np.full(len(images), "")
        return cls(images, masks, unknown, unknown, np.array([f"{origin} {index}" for index in range(len(images))], np.str_))

    @classmethod
    def joined(cls, *parts: MaskedFilms) -> MaskedFilms:
        """Put films of several sources together."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


def nih(folder: Path, steps: tuple[PreparationStep, ...], *, canonical: bool = True) -> LabelledFilms:
    """Read the NIH films with labels and teacher, as a network sees them that looks at the canonical grid, or at the film itself."""
    rows = _nih_rows(folder)
    opinion = np.array([[float(row[f"chexnet_{label}"]) for label in LABELS] for row in rows]).clip(1e-5, 1 - 1e-5)
    return LabelledFilms(
        patients=np.array([row["image"].split("_")[0] for row in rows]),
        images=np.stack([_prepared(folder / "nih" / "images" / row["image"], steps, canonical=canonical) for row in rows]),
        labels=np.stack([_labelled(row) for row in rows]),
        teacher=np.log(opinion / (1 - opinion)).astype(np.float32),
        views=np.array([row["view"] for row in rows]),
        sexes=np.array([row["sex"] for row in rows]),
        ages=np.array([int(row["age"]) for row in rows]),
    )


def nih_labels(folder: Path) -> dict[str, NDArray[np.float32]]:
    """Return the labels of each NIH patient's film, K in {0, 1}."""
    return {row["image"].split("_")[0]: _labelled(row) for row in _nih_rows(folder)}


def lungs(folder: Path, steps: tuple[PreparationStep, ...], *, role: PatientRole) -> MaskedFilms:
    """Read the films with human lung masks of the case groups with this role, as a network sees them that looks at the canonical grid.

    Shipped weights may learn from the masks whose licence allows it and that hold the lung behind the heart: the role "train".
    """
    with (folder / "lungs" / "index.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if ledger("lungs")[row["case_group"]].role == role]
    images, masks = [], []
    for row in rows:
        images.append(_prepared(folder / "lungs" / "images" / f"{row['id']}.png", steps, canonical=True))
        mask = np.asarray(Image.open(folder / "lungs" / "masks" / f"{row['id']}.png").convert("L")) > 127
        masks.append(sides(prepare(mask.astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5))
    views, sexes, patients = (np.array([row[key] for row in rows]) for key in ("view", "sex", "case_group"))
    return MaskedFilms(np.stack(images), np.stack(masks), views, sexes, patients)


def phantoms(
    seeds: range, steps: tuple[PreparationStep, ...], *, marked: bool | None = None, canonical: bool = True
) -> tuple[MaskedFilms, NDArray[np.bool_]]:
    """Draw phantom films; ``marked`` None draws the marker on every second one. Also returns which are marked."""
    drawn = [phantom(seed, marked=seed % 2 == 0 if marked is None else marked) for seed in seeds]
    images = [_seen(film.pixels, steps, canonical=canonical) for film in drawn]
    masks = [
        np.stack([prepare(lung.astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5 for lung in (film.right_lung, film.left_lung)])
        for film in drawn
    ]
    flags = np.array([film.marked for film in drawn])
    return MaskedFilms.of_nobody(np.stack(images), np.stack(masks), "phantom"), flags


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


def _nih_rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "nih" / "labels.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def _labelled(row: dict[str, str]) -> NDArray[np.float32]:
    return np.array([label in row["labels"].split("|") for label in LABELS], np.float32)


def _prepared(path: Path, steps: tuple[PreparationStep, ...], *, canonical: bool) -> NDArray[np.float32]:
    return _seen(np.asarray(Image.open(path).convert("L"), np.float32) / np.float32(255), steps, canonical=canonical)


def _seen(pixels: NDArray[np.float32], steps: tuple[PreparationStep, ...], *, canonical: bool) -> NDArray[np.float32]:
    found = prepare_canonical(CanonicalFilm.of(pixels), steps) if canonical else prepare(pixels, steps)
    return np.asarray(found.tensor[0].numpy())
