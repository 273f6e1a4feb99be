"""The regions of a film's findings, on its grid (method, section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.regions.parts import part_mask
from models.values.regions import FILM_MM, Extent, Part, Region, RegionTable

FOREIGN_MM = 10.0
"""By how much what is foreign is grown. Evidence that rests on it spreads over a cell of the classifier's grid: half a cell of the embedded
one, 20 cells over about 375 mm, is 9 mm; ungrown, the rim of a marker's own hot spot would count as soft tissue."""


@dataclass(frozen=True)
class FindingRegions:
    """Three kinds of place for one finding on one film, h×w on the grid of its structures; each pixel is of one kind.

    Attributes:
        region: The row of the table.
        known: Whether the label is named in the table; else the default was used.
        allowed: Where its score may rest; false outside the field.
        tolerance_px: By how many pixels of the grid the allowed parts were grown.
        spacing_known: Whether the tolerance is in true millimetres, or a share of the film's width.
    """

    region: Region
    known: bool
    allowed: NDArray[np.bool_]
    tolerance_px: float
    spacing_known: bool
    _context: Callable[[], NDArray[np.bool_]] = field(repr=False, compare=False)

    @cached_property
    def plausible(self) -> NDArray[np.bool_]:
        """Plausible context; false outside the field. Made when first asked for."""
        return self._context() & ~self.allowed

    @cached_property
    def non_anatomical(self) -> NDArray[np.bool_]:
        """All the rest, and what is outside the field."""
        return ~(self.allowed | self.plausible)


class FilmRegions:
    """The regions of all findings of one film; findings of one allowed region share its mask.

    Args:
        table: The table of regions.
        anatomy: Of the film.
        pixel_spacing_mm: Of the film, or None.
        likely: Names of rows of findings that are likely here, as ``RegionTable.likely`` gives them.
        foreign: Returns h×w on the structures' grid, what is known to be a marker, burned-in text or a device beside the thorax. With
            what lies within ``FOREIGN_MM`` of it, it is non-anatomical unless allowed; beside the chest no tolerance reaches over it.
    """

    def __init__(
        self,
        table: RegionTable,
        anatomy: Anatomy,
        pixel_spacing_mm: float | None,
        likely: Iterable[str] = (),
        foreign: Callable[[], NDArray[np.bool_]] | None = None,
    ) -> None:
        self._table, self._anatomy, self._likely = table, anatomy, frozenset(likely)
        self._spacing_known = pixel_spacing_mm is not None
        geometry = anatomy.structures.geometry
        self._pixels_per_mm = geometry.scale[0] / (pixel_spacing_mm or FILM_MM / geometry.source[1])
        self._foreign = foreign
        self._masks: dict[tuple[Part, float], NDArray[np.bool_]] = {}
        self._extents: dict[Extent, NDArray[np.bool_]] = {}

    def of(self, label: str) -> FindingRegions:
        """Return the places of one finding."""
        region, known = self._table.of(label)
        tolerance = region.tolerance_mm * self._pixels_per_mm
        return FindingRegions(region, known, self._allowed(region), tolerance, self._spacing_known, partial(self._plausible, region))

    def _allowed(self, region: Region) -> NDArray[np.bool_]:
        if region.extent not in self._extents:
            grown = self._parts(*region.extent)
            if (grown & self._beside).any():
                grown &= self._parts(region.allowed, 0.0) | ~self._beside
            self._extents[region.extent] = grown
        return self._extents[region.extent]

    @cached_property
    def _beside(self) -> NDArray[np.bool_]:
        """Foreign things most of which lie beside lungs and mediastinum: no tolerance reaches over them."""
        things, count = ndimage.label(self.foreign)
        if not count:
            return self.foreign
        chest = self._parts((Part.LUNGS, Part.MEDIASTINUM), 0.0)
        within, whole = (np.bincount(things[mask], minlength=count + 1) for mask in (chest, things > 0))
        return np.asarray((2 * within < whole)[things])

    @cached_property
    def foreign(self) -> NDArray[np.bool_]:
        """What is known to be foreign, with what lies within ``FOREIGN_MM`` of it, h×w."""
        if self._foreign is None or not (found := self._foreign()).any():
            return np.zeros(self._anatomy.structures.labels.shape, bool)
        return _grown(found, self._pixels_per_mm * FOREIGN_MM)

    @cached_property
    def _body(self) -> NDArray[np.bool_]:
        """The field without its edge, air and what is foreign."""
        structures = self._anatomy.structures
        body = _shrunk(structures.field, self._pixels_per_mm * self._table.edge_mm) & ~structures.mask(Structure.BACKGROUND)
        return body & ~self.foreign

    def _plausible(self, region: Region) -> NDArray[np.bool_]:
        if Part.SOFT_TISSUE in region.plausible:
            return self._body
        beside = {*region.linked, *self._likely} - {region.name}
        places = self._parts(region.plausible, 0.0)
        for name in sorted(beside):
            places = places | self._allowed(self._table.regions[name])
        return places & self._body

    def _parts(self, parts: Iterable[Part], tolerance_mm: float) -> NDArray[np.bool_]:
        reach = tolerance_mm * self._pixels_per_mm
        together = np.zeros(self._anatomy.structures.labels.shape, bool)
        for part in parts:
            if (part, reach) not in self._masks:
                self._masks[part, reach] = part_mask(part, self._anatomy, reach)
            together |= self._masks[part, reach]
        return together


def _grown(mask: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    steps = max(1, round(reach))
    return np.asarray(ndimage.maximum_filter(mask, size=2 * steps + 1, mode="constant", cval=0))


def _shrunk(mask: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    steps = max(1, round(reach))
    return np.asarray(ndimage.minimum_filter(mask, size=2 * steps + 1, mode="constant", cval=0))
