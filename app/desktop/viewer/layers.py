"""What lies over the film, in film pixels: map, lungs, heart, allowed region, tested regions and boxes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QGraphicsScene

from app.desktop.viewer.marks import box_of
from app.desktop.viewer.outlines import Outline
from app.desktop.viewer.picture_layer import PictureLayer
from app.desktop.viewer.regions import Regions
from app.desktop.viewer.view import Heat, Mark, RegionOutline
from app.export.pictures import ALLOWED, OUTLINE, heat_layer

_OPACITY = 0.7


class Layers:
    """The items of a scene, which a film's change empties.

    Args:
        scene: Of the view.
    """

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._film = (1, 1)
        self._heat = PictureLayer(height=1)
        self._heat.setOpacity(_OPACITY)
        self._lungs, self._heart = (Outline(OUTLINE, dashed=False, height=2) for _ in range(2))
        self._allowed = Outline(ALLOWED, dashed=True, height=3)
        self._regions = Regions(height=4)
        self._marks: list[Mark] = []
        self._boxes: list[QGraphicsRectItem] = []
        self._marks_visible = True
        for item in (self._heat, self._lungs, self._heart, self._allowed, self._regions):
            scene.addItem(item)

    def clear(self, film: tuple[int, int]) -> None:
        """Show nothing, over another film of some rows and columns."""
        self._film = film
        self.show_heat(None)
        for show in (self.show_lungs, self.show_heart, self.show_allowed):
            show(None)
        self.show_regions([])
        self.show_marks([])

    def show_heat(self, heat: Heat | None) -> None:
        """Draw a map over the film."""
        self._heat.show_picture(heat_layer(heat.values, 1.0) if heat else None, self._film)

    def set_heat_opacity(self, opacity: float) -> None:
        """Make the map more or less transparent."""
        self._heat.setOpacity(opacity)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self._lungs.show_mask(lungs, self._film)

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""
        self._heart.show_mask(heart, self._film)

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding, dashed."""
        self._allowed.show_mask(allowed, self._film)

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding, numbered."""
        self._regions.show_regions(regions, self._film)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes with their texts."""
        for old in self._boxes:
            self._scene.removeItem(old)
        self._marks, self._boxes = list(marks), [box_of(mark) for mark in marks]
        for box in self._boxes:
            self._scene.addItem(box)
        self.set_marks_visible(self._marks_visible)

    def set_allowed_visible(self, visible: bool) -> None:
        """Show or hide the outline of the allowed region."""
        self._allowed.setVisible(visible)

    def set_regions_visible(self, visible: bool) -> None:
        """Show or hide the outlines of the challenged regions."""
        self._regions.setVisible(visible)

    def set_organs_visible(self, visible: bool) -> None:
        """Show or hide the outlines of lungs and heart."""
        for organ in (self._lungs, self._heart):
            organ.setVisible(visible)

    def set_marks_visible(self, visible: bool) -> None:
        """Show or hide the boxes."""
        self._marks_visible = visible
        for box in self._boxes:
            box.setVisible(visible)

    def marks(self) -> list[Mark]:
        """Return what is written beside boxes and outlines that are shown, each with its box."""
        return [*(self._marks if self._marks_visible else ()), *self._regions.marks()]

    def keep_drawn(self) -> None:
        """Draw what lies over the film from kept pixels, as long as it stays where it is."""
        for item in (self._heat, self._lungs, self._heart, self._allowed):
            item.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
