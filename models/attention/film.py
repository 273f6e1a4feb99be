"""All attention numbers of one film: maps of its findings × its anatomy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.attention.decomposition import BIAS, TOLERANCE, Cells
from models.attention.hot_spots import Spots, hot_spots
from models.attention.in_frame import InFrame
from models.attention.numbers import Weights, peak, upsampled
from models.attention.reference.focal import Maps
from models.attention.reference.reference import Reference
from models.attention.where import Where
from models.attention.zones import zone
from models.detectors.contents import Contents
from models.grids.geometry import Geometry
from models.grids.masks import bounds
from models.regions.places import FilmRegions
from models.values.attention import Attention, FocalExcess, HotSpot
from models.values.parameters import Parameters
from models.values.regions import Extent

_BUDGET = (Structure.RIGHT_LUNG, Structure.LEFT_LUNG, Structure.MEDIASTINUM, Structure.BELOW_DIAPHRAGM)


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
class Scored:
    """One finding's score.

    Attributes:
        index: Of its class.
        label: Of its class.
        logit: The score.
        positive: The decision.
        bias: What the logit is without any evidence; None where CAM is not exact.
    """

    index: int
    label: str
    logit: float
    positive: bool
    bias: float | None


class FilmAttention:
    """Describes the maps of one film; what the findings share is computed once.

    Args:
        anatomy: Of the film, on the network's pixels.
        places: Draws the regions of its findings.
        grey: H×W film on the network's pixels, scaled to about [0, 1].
        mm_per_pixel: Of the film, or None.
        parameters: The method's numbers.
        reference: Of the classifier, where it has one.
    """

    def __init__(
        self, anatomy: Anatomy, places: FilmRegions, grey: NDArray[np.float32], mm_per_pixel: float | None, parameters: Parameters,
        reference: Reference | None,
    ) -> None:  # fmt: skip
        self._anatomy, self._places, self._mm, self._parameters, self._reference = anatomy, places, mm_per_pixel, parameters, reference
        self._geometry: Geometry = anatomy.structures.geometry
        self._field = anatomy.structures.field
        self.in_frame = InFrame(anatomy.frame, self._field, self._geometry)
        film = np.zeros(grey.shape, bool)
        x0, y0, x1, y1 = self._geometry.film_box()
        film[y0:y1, x0:x1] = True
        self._bounds = bounds(self._field)
        self._contents = Contents(grey, self._field, film)
        self._wheres: dict[Extent, Where] = {}
        self._weights: dict[tuple[Extent, tuple[int, int]], Weights] = {}
        self._cells: dict[tuple[int, int], Cells] = {}

    def look(self, signed: NDArray[np.float32], score: Scored) -> Looked | None:
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
        weights = self._weights.setdefault((extent, grid), Weights(where, grid))
        share = weights.share_outside(positive_part)
        if share is None:
            return None
        heat = upsampled(positive_part, self._geometry.network)
        spots = hot_spots(heat, where, self._parameters)
        against, whole, usual = self._budget(signed, score)
        numbers = Attention(
            share_outside=share,
            area_outside=weights.area_outside,
            enrichment=weights.enrichment(positive_part),
            resolution_floor=weights.resolution_floor,
            peak=peak(heat, where),
            hot_spots=tuple(self._described(spots, index, heat) for index in range(len(spots.boxes))),
            focal_excess=self._focal_excess(signed, where, score),
            budget=whole,
            budget_against=against,
            budget_reference=usual,
        )
        return Looked(numbers, heat, spots, where)

    def outside(self, label: str) -> NDArray[np.bool_]:
        """Return the places of the lung frame that lie on the exposed field and outside R."""
        return self.in_frame.outside(self._where(label)[1].allowed)

    def cells(self, grid: tuple[int, int]) -> Cells:
        """Return what the structures cover of each cell of a classifier's grid."""
        if grid not in self._cells:
            structures = self._anatomy.structures
            self._cells[grid] = Cells.of({str(one): structures.mask(one) for one in _BUDGET}, grid)
        return self._cells[grid]

    def _where(self, label: str) -> tuple[Extent, Where]:
        found = self._places.of(label)
        extent = found.region.extent
        if extent not in self._wheres:
            self._wheres[extent] = Where(self._field, found.allowed, self._geometry, self._mm)
        return extent, self._wheres[extent]

    def _described(self, spots: Spots, index: int, heat: NDArray[np.float32]) -> HotSpot:
        rows, columns = box = spots.boxes[index]
        mass = heat[box] * spots.pieces[index]
        lies = zone(spots.middles[index], mass, self._anatomy.structures.labels[box], self._bounds)
        around = self._geometry.box_to_source((columns.start, rows.start, columns.stop, rows.stop))
        return HotSpot(around, spots.shares[index], lies, self._contents.at(box, mass))

    def _focal_excess(self, signed: NDArray[np.float32], where: Where, score: Scored) -> FocalExcess | None:
        if self._reference is None:
            return None
        mapped: Maps = self.in_frame.maps(signed)
        outside = self.in_frame.outside(where.allowed)
        found = self._reference.read(score.index, mapped, outside, score.logit, positive=score.positive)
        if found is None:
            return None
        return FocalExcess(found.value, found.p, found.flagged, found.n, found.pooled, self.in_frame.box(found.place))

    def _budget(self, signed: NDArray[np.float32], score: Scored) -> tuple[dict[str, float] | None, ...]:
        """Return what speaks against, the whole, and the reference's whole; None where they do not sum to the logit."""
        if score.bias is None or abs(float(signed.sum(dtype=np.float64)) + score.bias - score.logit) > TOLERANCE:
            return None, None, None
        cells = self.cells((signed.shape[0], signed.shape[1]))
        in_favour, against = cells.split(signed)
        usual = self._reference.budget(score.index) if self._reference else None
        told = None if usual is None else cells.named(usual) | {BIAS: score.bias}
        return cells.named(against) | {BIAS: min(score.bias, 0.0)}, cells.named(in_favour + against) | {BIAS: score.bias}, told
