"""What a segmenter of several parts is taught: films, where each part is, and where nobody says whether it is there.

The collections disagree on the lung behind the heart, and few have the heart at all; what one of them does not say is left out of the loss.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.networks.preparation import prepare
from models.networks.steps import PreparationStep
from models.training.films import MaskedFilms, read_prepared
from models.training.ledger import PatientRole, ledger

PARTS = ("Right lung", "Left lung", "Heart")
HEART = 2
LUNGS_PART, HEART_PART = slice(0, HEART), slice(HEART, None)
_EXCHANGED = {"ws_053"}
"""Films of ``hearts/`` whose masks have left lung and heart exchanged."""


@dataclass(frozen=True)
class Taught:
    """Films with what is known of their parts.

    Attributes:
        images: N×H×W float32.
        parts: N×3×H×W bool, where each part is.
        known: N×3×H×W bool, where that is known.
    """

    images: NDArray[np.float32]
    parts: NDArray[np.bool_]
    known: NDArray[np.bool_]

    @classmethod
    def lungs_alone(cls, films: MaskedFilms) -> Taught:
        """Return films of whose hearts nothing is known; their lungs go on behind them."""
        none = np.zeros_like(films.masks[:, :1])
        parts = np.concatenate([films.masks, none], axis=1)
        known = np.concatenate([np.ones_like(films.masks), none], axis=1)
        return cls(films.images, parts, known)

    @classmethod
    def untaught(cls, images: NDArray[np.float32]) -> Taught:
        """Return films of which nothing is known."""
        nothing = np.zeros((len(images), len(PARTS), *images.shape[1:]), bool)
        return cls(images, nothing, nothing)

    def told(self, parts: slice, drawn: NDArray[np.bool_], believed: NDArray[np.bool_]) -> Taught:
        """Return the films with these parts (N×k×H×W) known where ``believed`` is true, a film each."""
        found, known = self.parts.copy(), self.known.copy()
        found[believed, parts], known[believed, parts] = drawn[believed], True
        return Taught(self.images, found, known)

    @property
    def is_taught(self) -> NDArray[np.bool_]:
        """Whether anything is known, a film each."""
        return np.array([known.any() for known in self.known], bool)

    def subset(self, keep: NDArray[np.bool_]) -> Taught:
        """Return the films where ``keep`` is true."""
        return Taught(self.images[keep], self.parts[keep], self.known[keep])

    @classmethod
    def joined(cls, *several: Taught) -> Taught:
        """Put films together."""
        return cls(*(np.concatenate([getattr(one, name) for one in several]) for name in ("images", "parts", "known")))

    def __len__(self) -> int:
        return len(self.images)


def hearts(folder: Path, steps: tuple[PreparationStep, ...], *, role: PatientRole) -> Taught:
    """Read the films with heart masks; of their lungs nothing is taken as known, since these end at the heart and follow other rules."""
    with (folder / "hearts" / "index.csv").open(newline="") as file:
        names = [row["id"] for row in csv.DictReader(file) if ledger("hearts")[row["id"]].role == role]
    images, parts = [], []
    for name in names:
        images.append(read_prepared(folder / "hearts" / "images" / f"{name}.png", steps, canonical=True))
        mask = np.asarray(Image.open(folder / "hearts" / "masks" / f"{name}.png"))
        parts.append([prepare((mask == number).astype(np.float32), steps[1:]).tensor[0].numpy() > 0.5 for number in numbers_of(name)])
    drawn = np.array(parts)
    known = np.ones_like(drawn)
    known[:, :HEART] = False
    return Taught(np.stack(images), drawn, known)


def numbers_of(name: str) -> tuple[int, int, int]:
    """Return the numbers of right lung, left lung and heart in a film's mask of ``hearts/``."""
    return (1, 3, 2) if name in _EXCHANGED else (1, 2, 3)
