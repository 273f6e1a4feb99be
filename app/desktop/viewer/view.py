"""What is drawn of a film and over it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.values.attention import Box


class Overlay(StrEnum):
    """What is drawn over the film."""

    NONE = "none"
    GRAD_CAM = "grad-cam"
    GUIDED_GRAD_CAM = "guided-grad-cam"


@dataclass(frozen=True)
class Heat:
    """A map to draw over the film.

    Attributes:
        values: h×w, non-negative, covering the whole film.
        title, low, high: Caption and ends of the colour bar, with units.
        note: What the map is not, or "".
    """

    values: NDArray[np.float32]
    title: str
    low: str
    high: str
    note: str


@dataclass(frozen=True)
class Mark:
    """A box on the film, in source pixels; a challenged region is drawn dashed."""

    box: Box
    text: str
    challenged: bool
