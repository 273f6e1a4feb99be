"""Make one map of one film."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.values.attribution import MapMethod
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class MakeMap:
    """Make one map of one film; the answer is an AttributionMap."""

    film: Radiograph
    classifier: str
    label: str
    method: MapMethod


@dataclass(frozen=True)
class AttributionMap:
    """One map: raw h×w values and the film's rectangle in the map's coordinates, x0, y0, x1, y1."""

    values: NDArray[np.float32]
    box: tuple[float, float, float, float]
