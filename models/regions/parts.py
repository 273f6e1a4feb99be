"""The parts of the chest that a region table may name, on a film; unlike structures they overlap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.cavity import Hull, corners, filled, hull
from models.anatomy.frame import FRAME_SHAPE
from models.anatomy.heart import Heart
from models.anatomy.outline import BASE, LANDMARKS, RIB
from models.anatomy.shape import Points
from models.anatomy.structures import Structure
from models.values.regions import Part

_PLEURA, _RIM, _CAGE = 0.03, 0.08, 0.10
"""Thickness of the pleural rim, of the inner lung rim and of the chest wall, as shares of the width of both lungs (about 30 cm)."""


_ABDOMEN = 0.3
"""Height of the upper abdomen below the diaphragm, as a share of the lungs' height."""


_HEART = ((0.55, 0.595), (0.24, 0.20))


_HILA = (((0.40, 0.45), (0.07, 0.09)), ((0.60, 0.44), (0.07, 0.09)))
"""Centre and half axes of ellipses in the lung frame. The heart's is for films whose heart was not found; it holds one as wide as 0.73 of
the lungs."""


def part_mask(part: Part, anatomy: Anatomy, reach: float = 0.0) -> NDArray[np.bool_]:
    """Return where a part lies on the grid of the structures, grown by ``reach`` of its pixels.

    Lungs, and the pleural rim with the costophrenic angles, are the expected cavity; the heart lies over them and takes nothing from them.
    The mediastinum is what lies between the lungs, and the heart; the inner lung rim lies around it. Soft tissue is all of the body, and is
    not grown; nor are the neck and what lies below the diaphragm.
    """
    structures = anatomy.structures
    match part:
        case Part.SOFT_TISSUE:
            return ~structures.mask(Structure.OUTSIDE_FIELD, Structure.BACKGROUND)
        case Part.BELOW_DIAPHRAGM:
            return structures.mask(Structure.BELOW_DIAPHRAGM)
        case Part.NECK:
            return structures.mask(Structure.ABOVE_CLAVICLES)
    together = np.zeros_like(structures.field)
    hulls, thickness = _hulls(part, anatomy)
    for one in hulls:
        together |= filled(one, structures.cavity.shape, thickness + reach)
    return together & structures.field


def _hulls(part: Part, anatomy: Anatomy) -> tuple[list[Hull], float]:
    """Return convex hulls, and by how many pixels a part is larger than they are."""
    landmarks, cavity = anatomy.structures.landmarks, anatomy.structures.cavity
    width, height = (float(side) for side in np.ptp(landmarks, axis=0))
    match part:
        case Part.LUNGS:
            return [cavity.right, cavity.left], 0.0
        case Part.PLEURAL_RIM:
            return [cavity.right, cavity.left], _PLEURA * width
        case Part.THORACIC_CAGE:
            return [np.maximum(cavity.right, cavity.left)], _CAGE * width
        case Part.MEDIASTINUM:
            return [_between(landmarks), *_found(anatomy.heart)], 0.0
        case Part.INNER_LUNG_RIM:
            return [_between(landmarks), *_found(anatomy.heart)], _RIM * width
        case Part.UPPER_ABDOMEN:
            base = np.concatenate([landmarks[start + RIB : start + RIB + BASE + 1] for start in (0, LANDMARKS)])
            return [hull(np.concatenate([base, base + np.array([0.0, _ABDOMEN * height])]))], 0.0
        case Part.HEART:
            return _found(anatomy.heart) or [_ellipse(anatomy, *_HEART)], 0.0
        case Part.HILA:
            return [_ellipse(anatomy, *one) for one in _HILA], 0.0
    raise ValueError(f"{part} has no outline of its own.")


def _between(landmarks: Points) -> Hull:
    """Return the outline of what lies between the lungs, from the apices to the diaphragm."""
    inner = [np.concatenate([landmarks[start + RIB + BASE : start + LANDMARKS], landmarks[start : start + 1]]) for start in (0, LANDMARKS)]
    return hull(np.concatenate(inner))


def _found(heart: Heart) -> list[Hull]:
    """Return the outline of the heart, where it was found."""
    return [hull(corners(heart.mask))] if heart.is_found else []


def _ellipse(anatomy: Anatomy, centre: tuple[float, float], half: tuple[float, float]) -> Hull:
    """Return an ellipse of the lung frame's unit square on the film."""
    turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    around = np.array(centre) + np.stack([np.cos(turn), np.sin(turn)], axis=1) * half
    geometry = anatomy.structures.geometry
    return hull(anatomy.frame.to_film(around * FRAME_SHAPE[::-1]) * geometry.scale + geometry.offset)
