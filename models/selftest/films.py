"""The films of a self-test: dealt once into those that copies learn from, those that they rest on, and those that they are asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.film.phantom import phantom
from models.reading.window import automatic_window
from models.values.digests import pixel_hash
from models.values.radiograph import Header, Radiograph

LEAST = 100
"""Films of as many patients that a self-test needs: 60 for a reference, and some to learn from and to ask about."""
_SEED = 20261129
_SIDE = 512
_PHANTOMS = 7_000_000
_RESTED_ON, _ASKED = 0.6, 0.2


class TooFewFilms(ValueError):
    """They do not suffice for a self-test; the sentence says how many would."""


@dataclass(frozen=True)
class SelfTestFilms:
    """Films of a self-test, one a patient and none of them twice.

    Attributes:
        learned: From which copies learn.
        rested_on: Of which their references and calibrations are made.
        asked: On which they are screened.
        phantoms: They were drawn, and are nobody's.
    """

    learned: tuple[Radiograph, ...]
    rested_on: tuple[Radiograph, ...]
    asked: tuple[Radiograph, ...]
    phantoms: bool = False

    @classmethod
    def dealt(cls, films: Sequence[Radiograph]) -> Self:
        """Deal films by chance, the same way each time.

        Args:
            films: One a patient; in any order.

        Raises:
            TooFewFilms: There are fewer than ``LEAST``.
        """
        if len(films) < LEAST:
            raise TooFewFilms(f"A self-test needs films of at least {LEAST} patients; there are {len(films)}.")
        known = sorted(films, key=lambda film: film.header.pixel_sha256)
        mixed = [known[index] for index in np.random.default_rng(_SEED).permutation(len(known))]
        rested, asked = round(_RESTED_ON * len(mixed)), round(_ASKED * len(mixed))
        return cls(tuple(mixed[rested + asked :]), tuple(mixed[:rested]), tuple(mixed[rested : rested + asked]))

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are learned from, rested on and asked about."""
        return len(self.learned), len(self.rested_on), len(self.asked)

    @property
    def sha256(self) -> str:
        """Over the hashes of their pixels, group by group."""
        groups = (self.learned, self.rested_on, self.asked)
        return hashlib.sha256("\n".join(",".join(film.header.pixel_sha256 for film in group) for group in groups).encode()).hexdigest()


@cache
def phantoms(learned: int = 80, rested_on: int = 100, asked: int = 30) -> SelfTestFilms:
    """Draw phantoms without markers, other ones than any network learned from; drawn once a process."""
    drawn = tuple(phantom_film(seed) for seed in range(_PHANTOMS, _PHANTOMS + learned + rested_on + asked))
    return SelfTestFilms(drawn[:learned], drawn[learned : learned + rested_on], drawn[learned + rested_on :], phantoms=True)


def reduced(film: Radiograph, most: int = _SIDE) -> Radiograph:
    """Return a film with as many whole pixels averaged as its longer side needs to be at most about ``most``; plants scale with it.

    Anatomy and detectors see films at 512 pixels (``canonical``), and copies are screened as reduced as they learn.
    """
    step = max(1, round(max(film.pixels.shape) / most))
    pixels = _block_means(film.pixels, step)
    rows, columns = pixels.shape
    spacing = film.header.pixel_spacing_mm
    header = replace(film.header, rows=rows, columns=columns, pixel_spacing_mm=spacing * step if spacing else None)
    return replace(film, pixels=pixels, header=header)


def _block_means(pixels: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    rows, columns = (side // step for side in pixels.shape)
    blocks = pixels[: rows * step, : columns * step].reshape(rows, step, columns, step)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float32))


def phantom_film(seed: int) -> Radiograph:
    """Draw a phantom without a marker, as if it had been read from a file."""
    pixels = phantom(seed, marked=False).pixels
    return Radiograph(pixels, automatic_window(pixels), Header("0" * 64, pixel_hash(pixels), *pixels.shape))
