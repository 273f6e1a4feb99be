"""What is drawn of a film and over it, and what the viewer's presenter asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.values.attention import Box
from models.values.radiograph import Radiograph


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


@dataclass(frozen=True)
class RegionOutline:
    """A challenged region of the film: its number and Δ as text, and h×w over the whole film, not empty."""

    text: str
    mask: NDArray[np.bool_]


class ViewerView(Protocol):
    """The viewer, as far as its presenter knows it: setters only, which emit nothing."""

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film, or a message in its place."""

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding: h×w over the whole film."""

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding, numbered."""

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Draw a map, or say in its place what is waited for."""

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes."""

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey the overlays that failed the certificate, each with the reason."""
