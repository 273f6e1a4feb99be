"""All attention numbers of one film: maps of its findings × its anatomy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.attention.decomposition import BIAS, Cells, sums_to
from models.attention.hot import Hot
from models.attention.hot_spots import Spots, hot_spots
from models.attention.in_frame import InFrame
from models.attention.numbers import Weights, peak
from models.attention.reasons import FEW_OTHERS, NO_CELL, NO_REFERENCE, NO_SUM, NOTHING_OUTSIDE, OTHER_HEAD, without_enrichment
from models.attention.reference.focal import Maps
from models.attention.reference.reference import Reference
from models.attention.seen import Seen
from models.attention.where import Where
from models.attention.zones import zone
from models.detectors.contents import Contents
from models.grids.interpolation import over_film
from models.grids.masks import bounds
from models.regions.places import FilmRegions
from models.values.attention import Attention, Decomposition, FocalExcess, Holds, HotSpot, Zone
from models.values.parameters import Parameters
from models.values.regions import Extent

_DECOMPOSED = (Structure.RIGHT_LUNG, Structure.LEFT_LUNG, Structure.MEDIASTINUM, Structure.BELOW_DIAPHRAGM)


@dataclass(frozen=True)
class Looked:
    """One finding's map, described.

    Attributes:
        attention: Its numbers.
        heat: H×W, the interpolated map.
        spots: Its hot spots outside R.
        where: F and R.
    """

    attention: Attention
    heat: NDArray[np.float32]
    spots: Spots
    where: Where


@dataclass(frozen=True)
class ClassScore:
    """One finding's score.

    Attributes:
        index: Of its class.
        label: Of its class.
        logit: The score.
        positive: The decision.
        bias: What the logit is without any evidence; None where CAM is not exact.
        precision: Of the network's number format: the distance from 1 to the next number.
    """

    index: int
    label: str
    logit: float
    positive: bool
    bias: float | None
    precision: float


class FilmAttention:
    """Describes the maps of one film; what the findings share is computed once.

    Args:
        anatomy: Of the film, on its canonical grid.
        places: The regions of its findings.
        contents: What the detectors find on its canonical grid.
        seen: How the classifier sees the film.
        pixel_spacing_mm: Of the film, or None.
        parameters: The method's numbers.
        reference: Of the classifier, where it has one.
        patients: By which names the film's own patient may stand in the reference, and is left out of it.
    """

    def __init__(
        self, anatomy: Anatomy, places: FilmRegions, contents: Contents, seen: Seen, pixel_spacing_mm: float | None,
        parameters: Parameters, reference: Reference | None = None, patients: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self._anatomy, self._places, self._mm, self._parameters = anatomy, places, pixel_spacing_mm, parameters
        self._reference, self._patients = reference, patients
        self._seen, field = seen, anatomy.structures.field
        self._field = field & seen.mask
        self.in_frame = InFrame(anatomy.frame, self._field, seen)
        self._bounds = bounds(field)
        self._contents = contents
        self._wheres: dict[Extent, Where] = {}
        self._weights: dict[tuple[Extent, tuple[int, int]], Weights] = {}
        self._cells: dict[tuple[int, int], Cells] = {}

    def look(self, signed: NDArray[np.float32], score: ClassScore) -> Looked | None:
        """Describe the map of one finding.

        Args:
            signed: h×w, in logit units, on the classifier's grid.
            score: Of the finding.

        Returns:
            None where the map says nothing for the class on the exposed field.
        """
        grid = (signed.shape[0], signed.shape[1])
        positive_part = np.maximum(signed, 0)
        extent, where = self._where(score.label)
        box = self._seen.box(grid)
        weights = self._weights.setdefault((extent, grid), Weights(where, grid, box))
        share = weights.share_outside(positive_part)
        if share is None:
            return None
        heat = over_film(positive_part, box, *self._seen.canonical.network)
        spots = hot_spots(heat, where, self._parameters)
        enrichment, floor = weights.enrichment(positive_part), weights.resolution_floor
        focal, decomposition = self._focal_excess(signed, where, score), self._decomposition(signed, score)
        reasons = {
            "enrichment": without_enrichment(share, weights.area_outside) if enrichment is None else None,
            "resolution_floor": NO_CELL if floor is None else None,
            "focal_excess": focal if isinstance(focal, str) else None,
            "decomposition": decomposition if isinstance(decomposition, str) else None,
        }
        numbers = Attention(
            share_outside=share,
            area_outside=weights.area_outside,
            enrichment=enrichment,
            resolution_floor=floor,
            peak=peak(heat, where),
            hot_spots=tuple(self._described(spots, index, heat) for index in range(len(spots.boxes))),
            focal_excess=None if isinstance(focal, str) else focal,
            decomposition=None if isinstance(decomposition, str) else decomposition,
            reasons={name: why for name, why in reasons.items() if why},
        )
        return Looked(numbers, heat, spots, where)

    def hot(self, evidence: NDArray[np.float32], label: str) -> Hot | None:
        """Return what a challenge of one finding starts from.

        Args:
            evidence: h×w, on the classifier's grid; what is below 0 counts for nothing.
            label: Of the finding.

        Returns:
            None where there is no evidence on the exposed field.
        """
        grid = (evidence.shape[0], evidence.shape[1])
        heat = over_film(np.maximum(evidence, 0), self._seen.box(grid), *self._seen.canonical.network)
        where = self._where(label)[1]
        return Hot(label, heat, where, self._places.of(label).plausible, self._places.foreign) if heat[where.field].any() else None

    def hot_as_looked(self, look: Looked, label: str) -> Hot:
        """Return the same of a map that was described."""
        return Hot(label, look.heat, look.where, self._places.of(label).plausible, self._places.foreign)

    @property
    def field(self) -> NDArray[np.bool_]:
        """H×W on the canonical grid: exposed film that the classifier sees."""
        return self._field

    @property
    def contents(self) -> Contents:
        """What the detectors find on the film's canonical grid."""
        return self._contents

    def lies(self, mass: NDArray[np.float32]) -> tuple[Zone, Holds]:
        """Say in which zone something lies and what lies where it is hottest.

        Args:
            mass: H×W on the canonical grid, 0 beside it; not zero everywhere.
        """
        x0, y0, x1, y1 = bounds(mass > 0)
        box = slice(y0, y1), slice(x0, x1)
        down, across = (float(mass.sum(axis=axis) @ (np.arange(mass.shape[1 - axis]) + 0.5) / mass.sum()) for axis in (1, 0))
        return self._lies(box, mass[box], (down, across))

    def outside(self, label: str) -> NDArray[np.bool_]:
        """Return the places of the lung frame that lie on the exposed field and outside R."""
        return self.in_frame.outside(self._where(label)[1].allowed)

    def cells(self, grid: tuple[int, int]) -> Cells:
        """Return what the structures cover of each cell of a classifier's grid."""
        if grid not in self._cells:
            structures = self._anatomy.structures
            masks = {str(one): structures.mask(one) for one in _DECOMPOSED}
            self._cells[grid] = Cells.of(masks, grid, self._seen.box(grid))
        return self._cells[grid]

    def _where(self, label: str) -> tuple[Extent, Where]:
        found = self._places.of(label)
        extent = found.region.extent
        if extent not in self._wheres:
            self._wheres[extent] = Where(self._field, found.allowed & self._field, self._seen.canonical, self._mm)
        return extent, self._wheres[extent]

    def _described(self, spots: Spots, index: int, heat: NDArray[np.float32]) -> HotSpot:
        rows, columns = box = spots.boxes[index]
        mass = heat[box] * spots.pieces[index]
        lies, holds = self._lies(box, mass, spots.middles[index])
        around = self._seen.canonical.box_to_source((columns.start, rows.start, columns.stop, rows.stop))
        return HotSpot(around, spots.shares[index], lies, holds)

    def _lies(self, box: tuple[slice, slice], mass: NDArray[np.float32], middle: tuple[float, float]) -> tuple[Zone, Holds]:
        lies = zone(middle, mass, self._anatomy.structures.labels[box], self._bounds)
        return lies, self._contents.at(box, mass)

    def _focal_excess(self, signed: NDArray[np.float32], where: Where, score: ClassScore) -> FocalExcess | str:
        """Read the map against the reference, or say why that cannot be."""
        if self._reference is None:
            return NO_REFERENCE
        mapped: Maps = self.in_frame.maps(signed)
        outside = self.in_frame.outside(where.allowed)
        found = self._reference.read(score.index, mapped, outside, score.logit, positive=score.positive, patients=self._patients)
        if found is None:
            return FEW_OTHERS if outside.any() else NOTHING_OUTSIDE
        return FocalExcess(found.value, found.p, found.flagged, found.n, found.pooled, self.in_frame.box(found.place))

    def _decomposition(self, signed: NDArray[np.float32], score: ClassScore) -> Decomposition | str:
        """Split the logit over structures, or say why that cannot be."""
        if score.bias is None:
            return OTHER_HEAD
        if not sums_to(score.logit, signed, score.bias, score.precision):
            return NO_SUM
        cells = self.cells((signed.shape[0], signed.shape[1]))
        in_favour, against = cells.split(signed)
        usual = self._reference.budget(score.index, self._patients) if self._reference else None
        return Decomposition(
            total=cells.named(in_favour + against) | {BIAS: score.bias},
            against=cells.named(against) | {BIAS: min(score.bias, 0.0)},
            reference=None if usual is None else cells.named(usual) | {BIAS: score.bias},
        )
