"""Is it an upright frontal chest film? A small network answers, before anything else is believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from models.film.canonical import CanonicalFilm
from models.film.polarity import inverted
from models.networks.loaded import LoadedNetwork
from models.networks.preparation import prepare_canonical
from models.values.input_check import InputCheck, NotScreened, NotScreenedCode
from models.values.radiograph import Header, Radiograph

LABELS = ("Upright", "Rotated 90° counter-clockwise", "Upside down", "Rotated 90° clockwise", "Mirrored", "Inverted", "Frontal chest film")
_TURNS = 4
LIKELY, SURE = 0.7, 0.98
"""Least probability of a chest film, and the same where the header names another part of the body."""

_NO_CHEST = "This does not look like a frontal chest film, so it was not screened."
_OF_THE_CHEST = ("CHEST", "THORA", "TORAX", "TORSO", "LUNG", "RIB", "HEART", "STERN")
"""Parts of the names of body parts that a chest film may carry, in any spelling."""


@dataclass(frozen=True)
class CheckedFilm:
    """A film that the check looked at.

    Attributes:
        film: As it is looked at from here on: inverted where its pixels contradict its header.
        canonical: The same on its canonical grid.
        check: What is said of it.
    """

    film: Radiograph
    canonical: CanonicalFilm
    check: InputCheck

    @property
    def objection(self) -> NotScreened | None:
        """Why the film cannot be screened; None where it can."""
        return objection(self.check, self.film.header)


@dataclass(frozen=True)
class InputChecker(LoadedNetwork):
    """The check ready to run."""

    def check(self, films: Sequence[CanonicalFilm]) -> list[InputCheck]:
        """Look at films in one batch."""
        batch = torch.stack([prepare_canonical(film, self.manifest.preparation).tensor for film in films])
        return read_checks(self.outputs(batch).float().cpu().numpy(), self.manifest.weights_sha256)

    def looked_at(self, films: Sequence[Radiograph]) -> list[CheckedFilm]:
        """Bring films to their canonical grids, look at them, and invert those whose pixels contradict their header.

        Where a film leaves a doubt, its twin is asked too, and the mean of both log-odds counts.
        """
        sure = self.manifest.thresholds[LABELS.index("Inverted")]
        seen = self._looked_at(films)
        doubtful = [index for index, one in enumerate(seen) if one.check.inverted > 1 - sure]
        for index, twin in zip(doubtful, self._looked_at([inverted(films[index]) for index in doubtful]), strict=True):
            one = seen[index]
            chance = mean_of(one.check.inverted, 1 - twin.check.inverted)
            kept = twin if chance >= sure and twin.check.chest >= LIKELY else one
            seen[index] = replace(kept, check=replace(kept.check, inverted=chance))
        return seen

    def _looked_at(self, films: Sequence[Radiograph]) -> list[CheckedFilm]:
        grids = [CanonicalFilm.of(film.pixels) for film in films]
        return list(map(CheckedFilm, films, grids, self.check(grids) if grids else ()))


def mean_of(one: float, other: float) -> float:
    """Return the probability whose log-odds are the mean of two; of certainty for and certainty against, a half."""
    likely, unlikely = math.sqrt(one * other), math.sqrt((1 - one) * (1 - other))
    return likely / (likely + unlikely) if likely + unlikely else 0.5


def read_checks(logits: NDArray[np.float32], weights_sha256: str = "") -> list[InputCheck]:
    """Read the network's N×7 outputs; the first four exclude each other."""
    turns = np.exp(logits[:, :_TURNS] - logits[:, :_TURNS].max(axis=1, keepdims=True))
    turns /= turns.sum(axis=1, keepdims=True)
    others = 1 / (1 + np.exp(-logits[:, _TURNS:].astype(np.float64)))
    return [
        InputCheck(
            weights_sha256=weights_sha256, rotate_clockwise=90 * int(turn.argmax()), upright=float(turn[0]),
            mirrored=float(other[0]), inverted=float(other[1]), chest=float(other[2]),
        )
        for turn, other in zip(turns, others, strict=True)
    ]  # fmt: skip


def objection(check: InputCheck, header: Header) -> NotScreened | None:
    """Say why a film cannot be screened, by the check and the header together; None where it can.

    The header's body part is not believed, but where it names another part the pixels must speak clearly.
    """
    part = (header.tags.body_part or "").upper()
    of_another = part and not any(name in part for name in _OF_THE_CHEST)
    if check.chest < (SURE if of_another else LIKELY):
        return NotScreened(header, check, NotScreenedCode.NO_CHEST_FILM, _NO_CHEST)
    if check.rotate_clockwise:
        way = "upside down" if check.rotate_clockwise == 180 else "on its side"
        sentence = f"The film is {way}. Rotate it by {check.rotate_clockwise}° clockwise and screen it again."
        return NotScreened(header, check, NotScreenedCode.ROTATED, sentence)
    return None
