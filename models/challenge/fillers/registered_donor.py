"""Registered donors: the same place of the chest on other films (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.frame import Frame
from models.challenge.fillers.donors import LEAST, Donor
from models.challenge.fillers.filler import on_film, patch
from models.challenge.fillers.membrane import membrane
from models.challenge.fillers.way import Coarse, Way
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.grids.masks import around
from models.values.challenge import Filler

NO_FRAME = "Not run: the lungs of the film could not be brought to the common lung frame."
FEW_DONORS = f"Not run: fewer than {LEAST} donors show this place."
MOST = 7
COVERED = 0.75
"""Least share of the region that lies on a donor's film."""


@dataclass(frozen=True)
class RegisteredDonor:
    """Fills with the median of donors, to which the membrane of the difference at the region's border is added: no seam is left.

    Attributes:
        frame: Registration of the film; None where it has none.
        donors: Those that the film may take, best first, as ``fittest`` gives them; the first that show the place are taken.
        least, most: How many of them.
    """

    name: ClassVar[Filler] = Filler.REGISTERED_DONOR
    frame: Frame | None
    donors: Sequence[Donor]
    least: int = LEAST
    most: int = MOST

    def fill(self, film: FilmInput, region: NDArray[np.bool_], rng: np.random.Generator) -> Patch | str:
        """Return what the region becomes, or a sentence where it cannot be filled; nothing is left to chance."""
        part = on_film(film, region)
        if isinstance(part, str):
            return part
        if self.frame is None:
            return NO_FRAME
        box = around(part, 1)
        own, inner = film.film[:, *box], part[box]
        wanted = ndimage.maximum_filter(inner, 3)
        ways = self._ways(film, self.frame, box, inner)
        if len(ways) < self.least:
            return FEW_DONORS
        lent = np.stack([way.pixels(wanted) for way in ways])
        difference = own.copy()
        difference[:, wanted] -= (median := _median(lent, np.stack([way.covered[wanted] for way in ways])))
        return patch(film, part, median[:, inner[wanted]] + membrane(difference, inner))

    def _ways(self, film: FilmInput, frame: Frame, box: tuple[slice, slice], inner: NDArray[np.bool_]) -> list[Way]:
        """Return the ways to the first donors that show the place; the box is of the film's rectangle."""
        down, across = (inside.start + whole.start for inside, whole in zip(box, film.rectangle, strict=True))
        places = Coarse.of(frame, film.seen.network, inner.shape, (down, across))
        ways = list[Way]()
        for donor in self.donors:
            way = Way.to(donor, places)
            if np.count_nonzero(way.covered & inner) >= COVERED * np.count_nonzero(inner):
                ways.append(way)
            if len(ways) == self.most:
                break
        return ways


def _median(lent: NDArray[np.float32], covered: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return C×N medians of D×C×N over the donors that cover a place, D×N; over all of them where none does."""
    counted = covered | ~covered.any(axis=0)
    if counted.all():
        return np.asarray(np.median(lent, axis=0))
    ordered = np.sort(np.where(counted[:, None], lent, np.inf), axis=0)
    number = counted.sum(axis=0)
    middle = np.stack([(number - 1) // 2, number // 2])[:, None]
    return np.asarray(np.take_along_axis(ordered, middle, axis=0).mean(axis=0))
