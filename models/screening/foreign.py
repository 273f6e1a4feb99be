"""What on a film is no part of the patient, though it lies on soft tissue: no plausible context for any finding (method, section 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.anatomy.anatomy import Anatomy
from models.anatomy.structures import Structure
from models.detectors.contents import Contents
from models.regions.parts import part_mask
from models.values.regions import Part


def foreign(contents: Contents, anatomy: Anatomy) -> NDArray[np.bool_]:
    """Return markers and burned-in text anywhere, and device-like lines over shoulders and arms or beside the body.

    A line within the thoracic cage may be a catheter, one in the neck or below the diaphragm a tube: they are context that a person judges.

    Args:
        contents: What the detectors find on the film's canonical grid.
        anatomy: Of the film, on that grid.
    """
    lines = contents.device_lines
    if lines.any():
        beside = anatomy.structures.mask(Structure.SHOULDERS_AND_ARMS, Structure.BACKGROUND)
        lines = lines & beside & ~part_mask(Part.THORACIC_CAGE, anatomy)
    return np.asarray(contents.marks | lines)
