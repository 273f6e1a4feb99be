"""What is drawn of a film and over it, and what the viewer's presenter asks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.values.attention import Box
from models.values.attribution import MapMethod, TargetLayer
from models.values.radiograph import Radiograph


class Overlay(StrEnum):
    """What is drawn over the film: nothing, or the map of a method."""

    NONE = "none"
    GRAD_CAM = MapMethod.GRAD_CAM.value
    GUIDED_GRAD_CAM = MapMethod.GUIDED_GRAD_CAM.value
    SIGNED_CAM = MapMethod.SIGNED_CAM.value
    COUNTERFACTUAL = MapMethod.COUNTERFACTUAL.value
    CAM = MapMethod.CAM.value
    HIRES_CAM = MapMethod.HIRES_CAM.value
    GRAD_CAM_PLUS_PLUS = MapMethod.GRAD_CAM_PLUS_PLUS.value
    LAYER_CAM = MapMethod.LAYER_CAM.value
    GRADIENT = MapMethod.GRADIENT.value
    GUIDED_BACKPROP = MapMethod.GUIDED_BACKPROP.value

    @property
    def method(self) -> MapMethod | None:
        """Whose map it is; None without one."""
        return None if self is Overlay.NONE else MapMethod(self.value)

    @property
    def guided(self) -> bool:
        """Whether it shows edges for the eye, and is never evidence."""
        return self.method is not None and self.method.guided


@dataclass(frozen=True)
class Heat:
    """A map to draw over the film.

    Attributes:
        values: h×w, covering the whole film; negative only where it is signed.
        title, low, high: Caption and ends of the colour bar, with units.
        note: What the map is not, or "".
        signed: Whether both signs are drawn; the scale is as long on both sides of zero.
        mark: What must stand on the film itself while the map does, "" where nothing must.
        reason: Why it is marked, or what the note rests on.
    """

    values: NDArray[np.float32]
    title: str
    low: str
    high: str
    note: str
    signed: bool = False
    mark: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Localisation:
    """Where a map says that its finding is, by the localisation of its authors: h×w over the whole film, and the box in film pixels."""

    mask: NDArray[np.bool_]
    box: Box


@dataclass(frozen=True)
class Mark:
    """A box on the film, in source pixels; a challenged region is drawn dashed, a localisation in the colour of its own."""

    box: Box
    text: str
    challenged: bool
    localisation: bool = False


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

    def show_localisation(self, found: Localisation | None) -> None:
        """Outline what the map localises, with its box."""

    def show_layers(self, layers: Sequence[TargetLayer], chosen: str | None, message: str) -> None:
        """Let the person choose a target layer, None being the classifier's own, or say why there is no choice yet."""

    def show_called(self, called: bool) -> None:
        """Offer the maps of a classifier that can only be called, under their own names, or those of a network."""

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey the overlays that failed the certificate, each with the reason."""
