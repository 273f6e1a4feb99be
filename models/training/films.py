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
from models.training.facts import FilmFacts, nih_facts
from models.training.ledger import PatientRole, ledger


@dataclass(frozen=True)
class LabelledFilms(FilmFacts):
    """NIH films with what is told of them.

    Attributes:
        images: N×H×W float32 as the network sees them, before normalising.
    """

    images: NDArray[np.float32]


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
    """Read the films of ``nih/``, as a network sees them that looks at the canonical grid, or at the film itself."""
    return with_images(nih_facts(folder, "nih"), folder, steps, canonical=canonical)


def with_images(
    facts: FilmFacts, folder: Path, steps: tuple[PreparationStep, ...], *, canonical: bool = False, side: int | None = None
) -> LabelledFilms:
    """Read the images of some films.

    Args:
        facts: Which films.
        folder: Holds ``nih/`` and ``nih_more/``.
        steps: From film to network input.
        canonical: Whether the network looks at the canonical grid or at the film itself.
        side: Longer side in pixels that larger films are first brought to, so that films of both sources are resampled alike.
    """
    paths = [folder / source / "images" / name for source, name in zip(facts.sources, facts.names, strict=True)]
    images = np.stack([read_prepared(path, steps, canonical=canonical, side=side) for path in paths])
    return LabelledFilms(**{field.name: getattr(facts, field.name) for field in fields(FilmFacts)}, images=images)


def lungs(folder: Path, steps: tuple[PreparationStep, ...], *, role: PatientRole) -> MaskedFilms:
    """Read the films with human lung masks of the case groups with this role, as a network sees them that looks at the canonical grid.

    Shipped weights may learn from the masks whose licence allows it and that hold the lung behind the heart: the role "train".
    """
    with (folder / "lungs" / "index.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if ledger("lungs")[row["case_group"]].role == role]
    images, masks = [], []
    for row in rows:
        images.append(read_prepared(folder / "lungs" / "images" / f"{row['id']}.png", steps, canonical=True))
        mask = np.asarray(Image.open(folder / "lungs" / "masks" / f"{row['id']}.png").convert("L")) > 127
        masks.append(sides(prepare(mask.astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5))
    views, sexes, patients = (np.array([row[key] for row in rows]) for key in ("view", "sex", "case_group"))
    return MaskedFilms(np.stack(images), np.stack(masks), views, sexes, patients)


def unmasked(folder: Path, steps: tuple[PreparationStep, ...], *, role: PatientRole) -> NDArray[np.float32]:
    """Read all NIH films of patients with this role, N×H×W, as a network sees them that looks at the canonical grid."""
    return with_images(nih_facts(folder).with_role(role), folder, steps, canonical=True).images


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


def read_prepared(path: Path, steps: tuple[PreparationStep, ...], *, canonical: bool, side: int | None = None) -> NDArray[np.float32]:
    """Read one film as a network sees it; the arguments are those of ``with_images``."""
    image = Image.open(path).convert("L")
    if side is not None:
        image.thumbnail((side, side), Image.Resampling.BILINEAR)
    return _seen(np.asarray(image, np.float32) / np.float32(255), steps, canonical=canonical)


def _seen(pixels: NDArray[np.float32], steps: tuple[PreparationStep, ...], *, canonical: bool) -> NDArray[np.float32]:
    found = prepare_canonical(CanonicalFilm.of(pixels), steps) if canonical else prepare(pixels, steps)
    return np.asarray(found.tensor[0].numpy())
