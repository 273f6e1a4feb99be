"""The names of the attribution methods and of the places in a network; without torch, so that a window can offer them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MapMethod(StrEnum):
    """One row of the method table (method, section 2)."""

    CAM = "cam"
    GRAD_CAM = "grad-cam"
    SIGNED_CAM = "signed-cam"
    COUNTERFACTUAL = "counterfactual"
    HIRES_CAM = "hirescam"
    GRAD_CAM_PLUS_PLUS = "grad-cam++"
    LAYER_CAM = "layer-cam"
    GRADIENT = "gradient"
    GUIDED_BACKPROP = "guided-backprop"
    GUIDED_GRAD_CAM = "guided-grad-cam"

    @property
    def of_pixels(self) -> bool:
        """Whether the map has the input's size and needs the graph from the pixels on."""
        return self is MapMethod.GRADIENT or self.guided

    @property
    def at_target_layer(self) -> bool:
        """Whether the map is made of what passes the target layer."""
        return self not in {MapMethod.GRADIENT, MapMethod.GUIDED_BACKPROP}

    @property
    def guided(self) -> bool:
        """Whether ReLUs pass positive gradients only: edge detail for the eye, never evidence."""
        return self in {MapMethod.GUIDED_BACKPROP, MapMethod.GUIDED_GRAD_CAM}


LAST_SPATIAL = "last-spatial"
"""The default place: the tensor that enters the last spatial pooling."""


@dataclass(frozen=True)
class TargetLayer:
    """A place in a network.

    Attributes:
        name: What ``attribute`` takes as ``target_layer``; ``"last-spatial"`` is its default.
        shape: Channels, rows and columns of the maps there.
    """

    name: str
    shape: tuple[int, int, int]
