"""Which places a finding's score may rest on: the table of regions, and its drawing on one film (method, section 4)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import resources
from models.anatomy.anatomy import Anatomy
from models.anatomy.parts import Part, drawn
from models.anatomy.structures import Structure

_FILM_MM = 375.0
"""Width of a film whose spacing is unknown."""


Extent = tuple[tuple[Part, ...], float]


class RegionsError(ValueError):
    """A table of regions that cannot be used; the sentence says which entry and why."""


@dataclass(frozen=True)
class Region:
    """One row of the table.

    Attributes:
        name: Of the row.
        allowed: Parts that a score may rest on, grown by the tolerance.
        plausible: Parts that may matter, which a person judges; not grown.
        linked: Names of rows whose allowed parts are plausible context here.
        tolerance_mm: By how much allowed parts are grown.
        reason: Why, in a sentence.
    """

    name: str
    allowed: tuple[Part, ...]
    plausible: tuple[Part, ...]
    linked: tuple[str, ...]
    tolerance_mm: float
    reason: str

    @property
    def extent(self) -> Extent:
        """The allowed parts and their tolerance; rows of one extent allow the same places."""
        return self.allowed, self.tolerance_mm


@dataclass(frozen=True)
class RegionTable:
    """The whole table.

    Attributes:
        regions: Rows by name.
        labels: Names of rows by label, as ``key`` writes labels.
        default: Row for labels that are named nowhere.
        edge_mm: Width of the film's edge.
        likely_share: Share of its threshold from which another finding lends its allowed parts.
        sha256: Of the file.
    """

    regions: Mapping[str, Region]
    labels: Mapping[str, str]
    default: str
    edge_mm: float
    likely_share: float
    sha256: str

    @classmethod
    def read(cls, path: Path | None = None) -> RegionTable:
        """Read a site's own table, or the shipped one.

        Raises:
            RegionsError: The file cannot be read, or an entry is missing, unknown or contradicts another.
        """
        path = path or resources.path("regions.toml")
        try:
            data = path.read_bytes()
            return _table(tomllib.loads(data.decode("utf-8-sig")), hashlib.sha256(data).hexdigest())
        except OSError as error:
            raise RegionsError(f"{path.name}: cannot be read ({error.strerror}).") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise RegionsError(f"{path.name}: not a TOML file ({error}).") from None
        except ValueError as error:
            raise RegionsError(f"{path.name}: {error}") from None

    def of(self, label: str) -> tuple[Region, bool]:
        """Return the row of a label, and whether the label is named in the table or has the default's."""
        name = self.labels.get(key(label))
        return self.regions[name or self.default], name is not None

    def likely(self, labels: Sequence[str], probabilities: Sequence[float], thresholds: Sequence[float]) -> frozenset[str]:
        """Return the names of the rows of all findings that reach the likely share of their threshold."""
        reached = zip(labels, probabilities, thresholds, strict=True)
        return frozenset(self.of(label)[0].name for label, chance, threshold in reached if chance >= self.likely_share * threshold)


@dataclass(frozen=True)
class Allowed:
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
        """Plausible context; false outside the field. Drawn when first asked for."""
        return self._context() & ~self.allowed

    @cached_property
    def non_anatomical(self) -> NDArray[np.bool_]:
        """All the rest, and what is outside the field."""
        return ~(self.allowed | self.plausible)


class Places:
    """Draws the regions of all findings of one film; findings that allow the same places share one drawing.

    Args:
        table: The table of regions.
        anatomy: Of the film.
        mm_per_pixel: Of the film, or None.
        likely: Names of rows of findings that are likely here, as ``RegionTable.likely`` gives them.
        foreign: h×w on the structures' grid, what is known to be marker or burned-in text; non-anatomical unless allowed.
    """

    def __init__(
        self,
        table: RegionTable,
        anatomy: Anatomy,
        mm_per_pixel: float | None,
        likely: Iterable[str] = (),
        foreign: NDArray[np.bool_] | None = None,
    ) -> None:
        self._table, self._anatomy, self._likely = table, anatomy, frozenset(likely)
        self._spacing_known = mm_per_pixel is not None
        geometry = anatomy.structures.geometry
        self._pixels_per_mm = geometry.scale[0] / (mm_per_pixel or _FILM_MM / geometry.source[1])
        self._foreign = foreign
        self._drawn: dict[tuple[Part, float], NDArray[np.bool_]] = {}
        self._extents: dict[Extent, NDArray[np.bool_]] = {}

    def of(self, label: str) -> Allowed:
        """Return the places of one finding."""
        region, known = self._table.of(label)
        tolerance = region.tolerance_mm * self._pixels_per_mm
        return Allowed(region, known, self._allowed(region), tolerance, self._spacing_known, partial(self._plausible, region))

    def _allowed(self, region: Region) -> NDArray[np.bool_]:
        if region.extent not in self._extents:
            self._extents[region.extent] = self._parts(*region.extent)
        return self._extents[region.extent]

    @cached_property
    def _body(self) -> NDArray[np.bool_]:
        """The field without its edge, air and what is known to be foreign."""
        structures = self._anatomy.structures
        body = _shrunk(structures.field, self._pixels_per_mm * self._table.edge_mm) & ~structures.mask(Structure.BACKGROUND)
        return body if self._foreign is None else body & ~self._foreign

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
            if (part, reach) not in self._drawn:
                self._drawn[part, reach] = drawn(part, self._anatomy, reach)
            together |= self._drawn[part, reach]
        return together


def regions(
    label: str, anatomy: Anatomy, mm_per_pixel: float | None, *, table: RegionTable | None = None, likely: Iterable[str] = ()
) -> Allowed:
    """Return the places of one finding on one film; for several findings of a film make one ``Places``."""
    return Places(table or shipped_table(), anatomy, mm_per_pixel, likely).of(label)


@cache
def shipped_table() -> RegionTable:
    """Return the shipped table, read once a process."""
    return RegionTable.read()


def key(label: str) -> str:
    """Write a label as the table looks it up: small letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", label.casefold()))


def _shrunk(mask: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    steps = max(1, round(reach))
    return np.asarray(ndimage.minimum_filter(mask, size=2 * steps + 1, mode="constant", cval=0))


_TEXT, _TEXTS, _NUMBER, _TABLES = "a text", "a list of texts", "a number", "a list of tables"
_HEAD = {"schema": _NUMBER, "edge_mm": _NUMBER, "likely_share": _NUMBER, "default": _TEXT, "region": _TABLES}
_ROW = {"name": _TEXT, "allowed": _TEXTS, "plausible": _TEXTS, "linked": _TEXTS, "tolerance_mm": _NUMBER, "reason": _TEXT, "labels": _TEXTS}


def _table(data: dict[str, Any], sha256: str) -> RegionTable:
    _check(data, _HEAD, "")
    if data["schema"] != 1:
        raise ValueError(f"schema {data['schema']} is not known; this version reads schema 1.")
    rows: dict[str, Region] = {}
    labels: dict[str, str] = {}
    for number, entry in enumerate(data["region"], 1):
        row = _row(entry, number)
        if row.name in rows:
            raise ValueError(f"there are two regions named {row.name!r}.")
        rows[row.name] = row
        for label in entry["labels"]:
            if not key(label):
                raise ValueError(f"{row.name}: the label {label!r} has neither letter nor digit.")
            if labels.get(key(label), row.name) != row.name:
                raise ValueError(f"the label {label!r} stands in {labels[key(label)]!r} and in {row.name!r}.")
            labels[key(label)] = row.name
    for name in (data["default"], *(linked for row in rows.values() for linked in row.linked)):
        if name not in rows:
            raise ValueError(f"there is no region named {name!r}.")
    edge, share = float(data["edge_mm"]), float(data["likely_share"])
    if not (0 <= edge <= 50 and 0 < share <= 1):
        raise ValueError("edge_mm is 0 to 50 mm, likely_share above 0 and at most 1.")
    return RegionTable(rows, labels, data["default"], edge, share, sha256)


def _row(entry: dict[str, Any], number: int) -> Region:
    name = entry.get("name", f"region {number}")
    _check(entry, _ROW, f"{name}: ")
    unknown = [part for part in (*entry["allowed"], *entry["plausible"]) if part not in list(Part)]
    if unknown:
        raise ValueError(f"{name}: {unknown[0]!r} is no part; the parts are {', '.join(Part)}.")
    if not entry["allowed"]:
        raise ValueError(f"{name}: no part is allowed.")
    tolerance = float(entry["tolerance_mm"])
    if not 0 <= tolerance <= 100:
        raise ValueError(f"{name}: the tolerance is {tolerance:g} mm; it must be 0 to 100.")
    allowed, plausible = (tuple(Part(part) for part in entry[kind]) for kind in ("allowed", "plausible"))
    return Region(name, allowed, plausible, tuple(entry["linked"]), tolerance, entry["reason"])


def _check(entries: dict[str, Any], kinds: Mapping[str, str], where: str) -> None:
    """Check that each entry is there and of its kind, and that there is no other, such as a misspelt one."""
    for name, kind in kinds.items():
        if name not in entries:
            raise ValueError(f"{where}the entry {name!r} is missing.")
        if not _is(entries[name], kind):
            raise ValueError(f"{where}the entry {name!r} is not {kind}.")
    if strange := sorted(entries.keys() - kinds.keys()):
        raise ValueError(f"{where}there is no entry {strange[0]!r}; there are: {', '.join(kinds)}.")


def _is(value: Any, kind: str) -> bool:
    if kind == _NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == _TEXT:
        return isinstance(value, str)
    return isinstance(value, list) and all(isinstance(one, str if kind == _TEXTS else dict) for one in value)
