"""What lies over the film, in film pixels: map, lungs, heart, allowed region, tested regions and boxes.

The items of the scene are drawn from kept pixels: the map apart from all lines, so that its opacity changes at no cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QStyleOptionGraphicsItem

from app.desktop.viewer.kept_pixels import KeptPixels
from app.desktop.viewer.look import Layer, Look
from app.desktop.viewer.marks import LOCALISED, box_of
from app.desktop.viewer.outlines import Outline
from app.desktop.viewer.picture_layer import PictureLayer
from app.desktop.viewer.regions import Regions
from app.desktop.viewer.view import Heat, Localisation, Mark, RegionOutline
from app.export.colours import heat_layer
from app.export.pictures import ALLOWED, OUTLINE

_LOCALISES = "localisation: 15 % of the maximum"


class Layers:
    """The items of a scene, which a film's change empties; ``all_shown`` tells whether any of it is drawn.

    Args:
        scene: Of the view.
        changed: Is called when something else is to be drawn.
    """

    def __init__(self, scene: QGraphicsScene, changed: Callable[[], None]) -> None:
        self._scene, self._changed = scene, changed
        self._film = (1, 1)
        self._look = Look()
        self.all_shown = True
        self._heat_version = self._lines_version = 0
        self._kept_heat, self._kept_lines = KeptPixels(), KeptPixels()
        self._map: Heat | None = None
        self._heat = PictureLayer()
        self._outlines = {
            Layer.LUNGS: Outline(OUTLINE, dashed=False, height=2),
            Layer.HEART: Outline(OUTLINE, dashed=False, height=2),
            Layer.ALLOWED: Outline(ALLOWED, dashed=True, height=3),
            Layer.LOCALISATION: Outline(LOCALISED, dashed=False, height=3),
        }
        self._regions = Regions(height=4)
        self._marks: dict[Layer, list[Mark]] = {Layer.HOT_SPOTS: [], Layer.LOCALISATION: []}
        self._boxes: list[QGraphicsRectItem] = []
        for item in (*self._outlines.values(), self._regions):
            scene.addItem(item)
        self._hide(self._look.hidden)

    def clear(self, film: tuple[int, int]) -> None:
        """Show nothing, over another film of some rows and columns."""
        self._film = film
        self.show_heat(None)
        for layer in (Layer.LUNGS, Layer.HEART, Layer.ALLOWED):
            self.show_outline(layer, None)
        self.show_localisation(None)
        self.show_regions([])
        self.show_marks([])

    def show_heat(self, heat: Heat | None) -> None:
        """Draw a map over the film."""
        self._map = heat
        self._colour()

    def show_outline(self, layer: Layer, mask: NDArray[np.bool_] | None) -> None:
        """Outline lungs, heart or the allowed region."""
        self._outlines[layer].show_mask(mask, self._film)
        self._redraw_lines()

    def show_localisation(self, found: Localisation | None) -> None:
        """Outline what the map localises, with its box."""
        self.show_outline(Layer.LOCALISATION, found.mask if found else None)
        marks = [Mark(found.box, _LOCALISES, challenged=False, localisation=True)] if found else []
        self._show_boxes(Layer.LOCALISATION, marks)

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding, numbered."""
        self._regions.show_regions(regions, self._film)
        self._redraw_lines()

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes with their texts."""
        self._show_boxes(Layer.HOT_SPOTS, marks)

    def set_look(self, look: Look) -> None:
        """Draw with another opacity, threshold or colours, or other layers."""
        before, self._look = self._look, look
        if (look.threshold, look.colours) != (before.threshold, before.colours):
            self._colour()
        if look.hidden != before.hidden:
            self._hide(look.hidden)
        self._changed()

    def set_all_shown(self, shown: bool) -> None:
        """Show all of it as the look says, or nothing at all."""
        self.all_shown = shown
        self._changed()

    def marks(self) -> list[Mark]:
        """Return what is written beside boxes and outlines that are shown, each with its box."""
        return [*self._shown_marks(), *self._regions.marks()] if self.all_shown else []

    def note(self) -> str:
        """Return what must stand on the film beside the map that is drawn; "" where nothing must."""
        return f"{self._map.title}: {self._map.mark}" if self._map and self._map.mark and self.all_shown else ""

    def paint(self, painter: QPainter, *, placed: QTransform, view: QSize, ratio: float) -> None:
        """Draw all of it but texts.

        Args:
            painter: In logical pixels of the view.
            placed: From film pixels to the view.
            view: Size of the view.
            ratio: Device pixels a logical pixel.
        """
        if not self.all_shown:
            return
        if not self._heat.is_empty:
            painter.setOpacity(self._look.opacity)
            self._kept_heat.paint(painter, self._heat.draw, version=self._heat_version, placed=placed, view=view, ratio=ratio)
            painter.setOpacity(1)
        self._kept_lines.paint(painter, self._draw_lines, version=self._lines_version, placed=placed, view=view, ratio=ratio)

    def draw(self, painter: QPainter, placed: QTransform) -> None:
        """Draw all of it but texts once, without keeping it: for the magnifier.

        Args:
            painter: In logical pixels of the view.
            placed: From film pixels to the view.
        """
        if not self.all_shown:
            return
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setTransform(placed)
        painter.setOpacity(self._look.opacity)
        self._heat.draw(painter)
        painter.setOpacity(1)
        self._draw_lines(painter)

    def _draw_lines(self, painter: QPainter) -> None:
        option, to_view = QStyleOptionGraphicsItem(), painter.transform()
        for item in self._scene.items(Qt.SortOrder.AscendingOrder):
            if item.isVisible():
                painter.setTransform(item.sceneTransform() * to_view)
                item.paint(painter, option)

    def _colour(self) -> None:
        """Colour the map anew."""
        heat, look = self._map, self._look
        layer = heat_layer(heat.values, 1.0, colours=look.colours, signed=heat.signed, threshold=look.threshold) if heat else None
        self._heat.show_picture(layer, self._film)
        self._heat_version += 1
        self._changed()

    def _hide(self, hidden: frozenset[Layer]) -> None:
        for layer, outline in self._outlines.items():
            outline.setVisible(layer not in hidden)
        self._regions.setVisible(Layer.TESTS not in hidden)
        self._make_boxes()

    def _show_boxes(self, layer: Layer, marks: Sequence[Mark]) -> None:
        self._marks[layer] = list(marks)
        self._make_boxes()

    def _shown_marks(self) -> list[Mark]:
        return [mark for layer, marks in self._marks.items() if layer not in self._look.hidden for mark in marks]

    def _make_boxes(self) -> None:
        for old in self._boxes:
            self._scene.removeItem(old)
        self._boxes = [box_of(mark) for mark in self._shown_marks()]
        for box in self._boxes:
            self._scene.addItem(box)
        self._redraw_lines()

    def _redraw_lines(self) -> None:
        self._lines_version += 1
        self._changed()
