"""Find what lies where on one film."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.values.quality import Quality
from models.values.radiograph import Radiograph


@dataclass(frozen=True)
class FindAnatomy:
    """Find what lies where on one film; the answer is an FilmAnatomy."""

    film: Radiograph


@dataclass(frozen=True)
class FilmAnatomy:
    """The anatomy of one film.

    Attributes:
        lungs: H×W uint8 on the film's own pixels: 0 outside, 1 right lung, 2 left lung.
        structures: H×W uint8, numbers of structures; None where next to no lung was found.
        quality: Whether the lungs' drawing can be relied on.
        frame: The numbers of the registration; None where structures are.
    """

    lungs: NDArray[np.uint8]
    structures: NDArray[np.uint8] | None
    quality: Quality
    frame: dict[str, Any] | None
