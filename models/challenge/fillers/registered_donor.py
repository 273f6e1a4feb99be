"""Registered donors: the same place of the chest on other films (method, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.frame import Frame
from models.anatomy.shape import Points
from models.challenge.fillers.donors import LEAST, Donor
from models.challenge.fillers.filler import on_film, patch
from models.challenge.fillers.membrane import membrane
from models.challenge.film_input import FilmInput
from models.challenge.patch import Patch
from models.grids.interpolation import interpolated, sampled
from models.grids.masks import around
from models.values.challenge import Filler

NO_FRAME = "Not run: the lungs of the film could not be brought to the common lung frame."
FEW_DONORS = f"Not run: fewer than {LEAST} donors show this place."
_MOST = 7
_COVERED = 0.75
"""Least share of the region that lies on a donor's film."""
_STEPS = 40
"""Steps along the longer side of the network's input, between which the smooth map between two films is interpolated: they are a fifth as
long as the kernels of the lung frame are wide."""


@dataclass(frozen=True)
class RegisteredDonor:
    """Fills with the median of donors, to which the membrane of the difference at the region's border is added: no seam is left.

    Attributes:
        frame: Registration of the film; None where it has none.
        donors: Those that the film may take, best first, as ``fittest`` gives them; the first seven that show the place are taken.
    """

    name: ClassVar[Filler] = Filler.REGISTERED_DONOR
    frame: Frame | None
    donors: Sequence[Donor]

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
        if len(ways) < LEAST:
            return FEW_DONORS
        lent = np.stack([way.pixels(wanted) for way in ways])
        difference = own.copy()
        difference[:, wanted] -= (median := _median(lent, np.stack([way.covered[wanted] for way in ways])))
        return patch(film, part, median[:, inner[wanted]] + membrane(difference, inner))

    def _ways(self, film: FilmInput, frame: Frame, box: tuple[slice, slice], inner: NDArray[np.bool_]) -> list[_Way]:
        """Return the ways to the first donors that show the place; the box is of the film's rectangle."""
        down, across = (inside.start + whole.start for inside, whole in zip(box, film.rectangle, strict=True))
        step = max(1, max(film.field.shape) // _STEPS)
        y, x = (np.arange(0, side + step, step) + 0.5 for side in inner.shape)
        geometry = film.seen.network
        on_network = np.stack(np.meshgrid(x + across, y + down), axis=-1)
        in_frame = frame.to_frame((on_network - geometry.offset) / geometry.scale)
        ways = list[_Way]()
        for donor in self.donors:
            way = _Way.to(donor, in_frame, inner.shape, step)
            if np.count_nonzero(way.covered & inner) >= _COVERED * np.count_nonzero(inner):
                ways.append(way)
            if len(ways) == _MOST:
                break
        return ways


@dataclass(frozen=True)
class _Way:
    """From a box of the film to a donor.

    Attributes:
        image: C×H×W, of the donor.
        at: 2×h×w, row and column on it.
        covered: h×w, which places lie on its film.
    """

    image: NDArray[np.float16]
    at: NDArray[np.float32]
    covered: NDArray[np.bool_]

    @classmethod
    def to(cls, donor: Donor, in_frame: Points, shape: tuple[int, ...], step: int) -> _Way:
        fine = [np.arange(side) / step + 0.5 for side in shape]
        at = interpolated(np.moveaxis(donor.places(in_frame)[..., ::-1], -1, 0), *fine)
        return cls(donor.image, at, donor.shows(at[0], at[1]))

    def pixels(self, wanted: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return C×N of the donor; beyond its film its outer pixels go on."""
        rows, columns = self.at[:, wanted].astype(np.float64)
        top, left = (max(int(along.min()) - 1, 0) for along in (rows, columns))
        near = self.image[:, top : int(rows.max()) + 2, left : int(columns.max()) + 2]
        return sampled(near, rows - top, columns - left)


def _median(lent: NDArray[np.float32], covered: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return C×N medians of D×C×N over the donors that cover a place, D×N; over all of them where none does."""
    counted = covered | ~covered.any(axis=0)
    if counted.all():
        return np.asarray(np.median(lent, axis=0))
    ordered = np.sort(np.where(counted[:, None], lent, np.inf), axis=0)
    number = counted.sum(axis=0)
    middle = np.stack([(number - 1) // 2, number // 2])[:, None]
    return np.asarray(np.take_along_axis(ordered, middle, axis=0).mean(axis=0))
