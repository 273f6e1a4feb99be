"""What on a film is no part of the patient, though it lies on soft tissue: no plausible context for any finding (method, section 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure, Structures
from models.detectors.contents import Contents
from models.grids.masks import bounds
from models.regions.parts import part_mask
from models.values.regions import Part

_ALONG = 0.08
"""Within this share of its longer side from a border of the field a line that goes no further runs along it."""


def foreign(contents: Contents, anatomy: Anatomy) -> NDArray[np.bool_]:
    """Return markers and burned-in text anywhere, and lines beside the chest: over shoulders and arms, beside the body, along a border.

    A line within the thoracic cage may be a catheter, one in the neck or below the diaphragm a tube: they are context that a person judges.

    Args:
        contents: What the detectors find on the film's canonical grid.
        anatomy: Of the film, on that grid.
    """
    lines = contents.device_lines
    if lines.any():
        lines = _beside_the_chest(lines, anatomy.structures) & ~part_mask(Part.THORACIC_CAGE, anatomy)
    return np.asarray(contents.marks | lines)


def _beside_the_chest(lines: NDArray[np.bool_], structures: Structures) -> NDArray[np.bool_]:
    """Return what lies beside the body or over shoulders and arms, and the whole of lines that do so mostly or run along a border."""
    beside = lines & structures.mask(Structure.SHOULDERS_AND_ARMS, Structure.BACKGROUND)
    each, count = ndimage.label(lines, np.ones((3, 3)))
    area, within, along = (np.bincount(each[mask], minlength=count + 1) for mask in (lines, beside, lines & _border(structures.field)))
    return np.asarray(beside | (lines & ((2 * within >= area) | (along == area))[each]))


def _border(field: NDArray[np.bool_]) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = bounds(field)
    width = round(_ALONG * max(field.shape))
    border = np.ones(field.shape, bool)
    border[y0 + width : max(y1 - width, 0), x0 + width : max(x1 - width, 0)] = False
    return border
