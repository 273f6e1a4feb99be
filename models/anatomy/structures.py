"""What lies where on a film: each place belongs to one structure, by the expected cavity, the heart and the exposed field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.anatomy.cavity import Cavity
from models.anatomy.outline import BASE, LANDMARKS, RIB
from models.anatomy.shape import Points
from models.grids.geometry import Geometry
from models.grids.interpolation import resampled

_WALL = 0.10
"""Thickness of the chest wall beside the lungs, as a share of the width of both lungs."""
_SHOULDER = 0.35
"""Share of the lungs' height, from the top, beside which shoulders and arms lie directly."""


class Structure(StrEnum):
    """The structures, in the order of their numbers in a label map."""

    OUTSIDE_FIELD = "outside_field"
    BACKGROUND = "background"
    RIGHT_LUNG = "right_lung"
    LEFT_LUNG = "left_lung"
    MEDIASTINUM = "mediastinum"
    BELOW_DIAPHRAGM = "below_diaphragm"
    ABOVE_CLAVICLES = "above_clavicles"
    CHEST_WALL = "chest_wall"
    SHOULDERS_AND_ARMS = "shoulders_and_arms"

    @property
    def number(self) -> int:
        """Its value in a label map."""
        return list(Structure).index(self)


@dataclass(frozen=True)
class Structures:
    """The structures of one film on a grid.

    Attributes:
        labels: h×w uint8, a structure's number at each place. Lungs are the expected cavity without the heart's shadow;
            the mediastinum is what lies between them, with the heart; background is air beside the body, with what is marked in it.
        geometry: From the film to the grid.
        cavity: The expected cavity.
        landmarks: Outlines of both lungs in the grid's pixels, right then left.
    """

    labels: NDArray[np.uint8]
    geometry: Geometry
    cavity: Cavity
    landmarks: Points

    def mask(self, *structures: Structure) -> NDArray[np.bool_]:
        """Return where any of these structures lies."""
        return np.asarray(np.logical_or.reduce([self.labels == structure.number for structure in structures]))

    @property
    def field(self) -> NDArray[np.bool_]:
        """The exposed field."""
        return np.asarray(self.labels != Structure.OUTSIDE_FIELD.number)

    def on(self, other: Geometry) -> NDArray[np.uint8]:
        """Return the label map on another network's pixels; outside the field beyond the film."""
        return resampled(self.labels, self.geometry, other)


def sorted_places(
    sides: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    heart: NDArray[np.bool_],
    landmarks: Points,
    field: NDArray[np.bool_],
    background: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """Return the number of the structure at each place of a film's grid.

    Args:
        sides: h×w, the right and the left side of the expected cavity.
        heart: h×w, the heart, over the lungs too; nothing where it was not found.
        landmarks: 2L×2 outlines of both lungs, in the grid's pixels.
        field: h×w, the exposed field.
        background: h×w, air beside the body.
    """
    right, left = landmarks[:LANDMARKS], landmarks[LANDMARKS:]
    rows, columns = np.arange(field.shape[0])[:, None] + 0.5, np.arange(field.shape[1]) + 0.5
    (x0, top), (x1, bottom) = landmarks.min(axis=0), landmarks.max(axis=0)
    width, height = x1 - x0, bottom - top
    middle, floor = (right[RIB + BASE] + left[RIB + BASE]) / 2
    between = (columns >= _inner_edge(right, rows)) & (columns <= _inner_edge(left, rows))
    beside = rows > np.where(columns < middle, _base(right, columns), _base(left, columns))
    wide = (columns >= x0 - _WALL * width) & (columns <= x1 + _WALL * width)
    above = (columns >= x0 + 0.1 * width) & (columns <= x1 - 0.1 * width)

    labels = np.full(field.shape, Structure.SHOULDERS_AND_ARMS.number, np.uint8)
    places = {
        Structure.CHEST_WALL: wide & (rows >= top + _SHOULDER * height),
        Structure.BELOW_DIAPHRAGM: wide & np.where(between, rows > floor, beside),
        Structure.ABOVE_CLAVICLES: above & (rows < top),
        Structure.MEDIASTINUM: between & (rows >= top) & (rows <= floor),
        Structure.BACKGROUND: background,
        Structure.RIGHT_LUNG: sides[0],
        Structure.LEFT_LUNG: sides[1],
    }
    for structure, place in (*places.items(), (Structure.MEDIASTINUM, heart), (Structure.OUTSIDE_FIELD, ~field)):
        np.copyto(labels, structure.number, where=place)
    return labels


def _inner_edge(points: Points, rows: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the x of a lung's mediastinal border at some rows; its ends go on."""
    border = np.concatenate([points[RIB + BASE :], points[:1]])[::-1]
    border = border[np.argsort(border[:, 1])]
    return np.asarray(np.interp(rows, border[:, 1], border[:, 0]))


def _base(points: Points, columns: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the y of a lung's diaphragmatic border at some columns; its ends go on."""
    border = points[RIB : RIB + BASE + 1]
    border = border[np.argsort(border[:, 0])]
    return np.asarray(np.interp(columns, border[:, 0], border[:, 1]))
