"""What lies where on a film: each place belongs to exactly one structure, derived from the expected cavity and the exposed field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.anatomy.cavity import Cavity
from models.anatomy.outline import BASE, LANDMARKS, RIB
from models.anatomy.shape import Points
from models.geometry import Geometry

Layer = TypeVar("Layer", np.bool_, np.uint8)

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
        labels: h×w uint8, a structure's number at each place. Lungs are the expected cavity, the part behind the heart included;
            the mediastinum is what lies between them; background is air beside the body, with what is marked in it.
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
        wanted = np.zeros(256, bool)
        wanted[[structure.number for structure in structures]] = True
        return wanted[self.labels]

    @property
    def field(self) -> NDArray[np.bool_]:
        """The exposed field."""
        return np.asarray(self.labels != Structure.OUTSIDE_FIELD.number)

    def on(self, other: Geometry) -> NDArray[np.uint8]:
        """Return the label map on another network's pixels; outside the field beyond the film."""
        return resampled(self.labels, self.geometry, other)


def resampled(layer: NDArray[Layer], own: Geometry, other: Geometry) -> NDArray[Layer]:
    """Bring a layer from one network's pixels to another's: the nearest pixel, 0 beyond the film."""
    (height, width), (rows, columns) = other.network, layer.shape
    x = (np.arange(width) + 0.5 - other.offset[0]) / other.scale[0]
    y = (np.arange(height) + 0.5 - other.offset[1]) / other.scale[1]
    across = (x * own.scale[0] + own.offset[0]).astype(int).clip(0, columns - 1)
    down = (y * own.scale[1] + own.offset[1]).astype(int).clip(0, rows - 1)
    drawn: NDArray[Layer] = layer[np.ix_(down, across)]
    drawn[:, (x < 0) | (x > other.source[1])] = 0
    drawn[(y < 0) | (y > other.source[0]), :] = 0
    return drawn


def structures(
    cavity: Cavity, landmarks: Points, field: NDArray[np.bool_], background: NDArray[np.bool_], geometry: Geometry
) -> Structures:
    """Sort the places of a film.

    Args:
        cavity: The expected cavity.
        landmarks: 2L×2 outlines of both lungs, in the grid's pixels.
        field: h×w, the exposed field.
        background: h×w, air beside the body.
        geometry: From the film to the grid.
    """
    right, left = cavity.drawn()
    rows, columns = np.arange(field.shape[0])[:, None] + 0.5, np.arange(field.shape[1])[None, :] + 0.5
    (x0, top), (x1, bottom) = landmarks.min(axis=0), landmarks.max(axis=0)
    width, height = x1 - x0, bottom - top
    inner_right, inner_left = _inner_edge(landmarks[:LANDMARKS], field.shape[0]), _inner_edge(landmarks[LANDMARKS:], field.shape[0])
    floor = (landmarks[RIB + BASE, 1] + landmarks[LANDMARKS + RIB + BASE, 1]) / 2
    base_right, base_left = _base(landmarks[:LANDMARKS], field.shape[1]), _base(landmarks[LANDMARKS:], field.shape[1])
    between = (columns >= inner_right[:, None]) & (columns <= inner_left[:, None])
    middle = (landmarks[RIB + BASE, 0] + landmarks[LANDMARKS + RIB + BASE, 0]) / 2
    ground = np.where(between, floor, np.where(columns < middle, base_right, base_left))

    labels = np.full(field.shape, Structure.SHOULDERS_AND_ARMS.number, np.uint8)
    wide = (columns >= x0 - _WALL * width) & (columns <= x1 + _WALL * width)
    labels[wide & (rows >= top + _SHOULDER * height)] = Structure.CHEST_WALL.number
    labels[wide & (rows > ground)] = Structure.BELOW_DIAPHRAGM.number
    labels[(columns >= x0 + 0.1 * width) & (columns <= x1 - 0.1 * width) & (rows < top)] = Structure.ABOVE_CLAVICLES.number
    labels[between & (rows >= top) & (rows <= floor)] = Structure.MEDIASTINUM.number
    labels[background] = Structure.BACKGROUND.number
    labels[right] = Structure.RIGHT_LUNG.number
    labels[left] = Structure.LEFT_LUNG.number
    labels[~field] = Structure.OUTSIDE_FIELD.number
    return Structures(labels, geometry, cavity, landmarks)


def _inner_edge(points: Points, height: int) -> NDArray[np.float64]:
    """Return the x of a lung's mediastinal border at each row; its ends go on."""
    border = np.concatenate([points[RIB + BASE :], points[:1]])[::-1]
    order = np.argsort(border[:, 1])
    return np.asarray(np.interp(np.arange(height) + 0.5, border[order, 1], border[order, 0]))


def _base(points: Points, width: int) -> NDArray[np.float64]:
    """Return the y of a lung's diaphragmatic border at each column; its ends go on."""
    border = points[RIB : RIB + BASE + 1]
    border = border[np.argsort(border[:, 0])]
    return np.asarray(np.interp(np.arange(width) + 0.5, border[:, 0], border[:, 1]))
