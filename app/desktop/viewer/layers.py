"""What lies over the film, in film pixels: map, lungs, heart, allowed region, tested regions and boxes.

The items of the scene are drawn from kept pixels: the map apart from all lines, so that its opacity changes at no cost.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QStyleOptionGraphicsItem

from app.desktop.viewer.kept_pixels import KeptPixels
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
        self._opacity = _OPACITY
        self._heat_version = self._lines_version = 0
        self._kept_heat, self._kept_lines = KeptPixels(), KeptPixels()
        self._heat = PictureLayer()
        self._lungs, self._heart = (Outline(OUTLINE, dashed=False, height=2) for _ in range(2))
        self._allowed = Outline(ALLOWED, dashed=True, height=3)
        self._regions = Regions(height=4)
        self._marks: list[Mark] = []
        self._boxes: list[QGraphicsRectItem] = []
        self._marks_visible = True
        for item in (self._lungs, self._heart, self._allowed, self._regions):
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
        self._heat_version += 1

    def set_heat_opacity(self, opacity: float) -> None:
        """Make the map more or less transparent."""
        self._opacity = opacity

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self._lungs.show_mask(lungs, self._film)
        self._lines_version += 1

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""
        self._heart.show_mask(heart, self._film)
        self._lines_version += 1

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding, dashed."""
        self._allowed.show_mask(allowed, self._film)
        self._lines_version += 1

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding, numbered."""
        self._regions.show_regions(regions, self._film)
        self._lines_version += 1

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
        self._lines_version += 1

    def set_regions_visible(self, visible: bool) -> None:
        """Show or hide the outlines of the challenged regions."""
        self._regions.setVisible(visible)
        self._lines_version += 1

    def set_organs_visible(self, visible: bool) -> None:
        """Show or hide the outlines of lungs and heart."""
        for organ in (self._lungs, self._heart):
            organ.setVisible(visible)
        self._lines_version += 1

    def set_marks_visible(self, visible: bool) -> None:
        """Show or hide the boxes."""
        self._marks_visible = visible
        for box in self._boxes:
            box.setVisible(visible)
        self._lines_version += 1

    def marks(self) -> list[Mark]:
        """Return what is written beside boxes and outlines that are shown, each with its box."""
        return [*(self._marks if self._marks_visible else ()), *self._regions.marks()]

    def paint(self, painter: QPainter, *, placed: QTransform, view: QSize, ratio: float) -> None:
        """Draw all of it but texts.

        Args:
            painter: In logical pixels of the view.
            placed: From film pixels to the view.
            view: Size of the view.
            ratio: Device pixels a logical pixel.
        """
        if not self._heat.is_empty:
            painter.setOpacity(self._opacity)
            self._kept_heat.paint(painter, self._heat.draw, version=self._heat_version, placed=placed, view=view, ratio=ratio)
            painter.setOpacity(1)
        self._kept_lines.paint(painter, self._draw_lines, version=self._lines_version, placed=placed, view=view, ratio=ratio)

    def _draw_lines(self, painter: QPainter) -> None:
        option, to_view = QStyleOptionGraphicsItem(), painter.transform()
        for item in self._scene.items(Qt.SortOrder.AscendingOrder):
            if item.isVisible():
                painter.setTransform(item.sceneTransform() * to_view)
                item.paint(painter, option)
