"""The names of the attribution methods; without torch, so that a window can offer them."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """One row of the method table (method, section 2)."""

    GRAD_CAM = "grad-cam"
    SIGNED_CAM = "signed-cam"
    GUIDED_BACKPROP = "guided-backprop"
    GUIDED_GRAD_CAM = "guided-grad-cam"

    @property
    def of_pixels(self) -> bool:
        """Whether the map has the input's size and needs the graph from the pixels on."""
        return self in {Method.GUIDED_BACKPROP, Method.GUIDED_GRAD_CAM}
