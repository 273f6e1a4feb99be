"""The film: grey by window and level, with map, lungs and boxes over it. Left drag windows, wheel zooms, middle or right drag pans."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsRectItem, QGraphicsScene, QGraphicsSimpleTextItem, QGraphicsView

from app.desktop.presenters.view import Heat, Mark
from app.desktop.theme import PROBLEM, QUIET, TEXT
from app.pictures import ALLOWED, OUTLINE, heat_layer, outline, windowed
from models.radiograph import Radiograph, Window

_OUTLINE_SIZE = 1024
_DASHES = 120
_ZOOM_STEP = 1.15


class FilmView(QGraphicsView):
    """Shows one film, with its window, level and zoom in the corner."""

    def __init__(self) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setBackgroundBrush(QColor("#000000"))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(320, 320)
        self.setAccessibleName("Film")
        self._film: Radiograph | None = None
        self._window = Window(0.5, 1.0, "automatic")
        self._inverted = False
        self._fitted = True
        self._dragged: tuple[QPoint, Qt.MouseButton] | None = None
        self._grey, self._heat, self._lungs, self._allowed = (self._layer(z) for z in range(4))
        self._marks: list[QGraphicsRectItem] = []
        self._marks_visible = True
        self._message = ""
        self._opacity = 0.7

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film in its first window, fitted, or a message."""
        self._film, self._message = film, message
        for layer in (self._grey, self._heat, self._lungs, self._allowed):
            layer.setPixmap(QPixmap())
        self.show_marks([])
        if film is not None:
            rows, columns = film.pixels.shape
            self.setSceneRect(0, 0, columns, rows)
            self.reset_window()
            self.fit()
        self.viewport().update()

    def show_heat(self, heat: Heat | None) -> None:
        """Draw a map over the film."""
        self._place(self._heat, heat_layer(heat.values, 1.0) if heat else None)
        self._heat.setOpacity(self._opacity)

    def set_heat_opacity(self, opacity: float) -> None:
        """Make the map more or less transparent."""
        self._opacity = opacity
        self._heat.setOpacity(opacity)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self._place(self._lungs, None if lungs is None else _rim(lungs, OUTLINE))

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline where the score of the finding may come from, dashed; a coarse mask is drawn as finely as the lungs are."""
        layer = None
        if allowed is not None:
            times = max(1, _OUTLINE_SIZE // max(allowed.shape))
            layer = _rim(allowed.repeat(times, axis=0).repeat(times, axis=1), ALLOWED)
            rows, columns = np.indices(layer.shape[:2])
            turn = np.arctan2(rows - layer.shape[0] / 2, columns - layer.shape[1] / 2)
            layer[np.floor(turn / np.pi * _DASHES) % 2 == 0] = 0
        self._place(self._allowed, layer)

    def set_allowed_visible(self, visible: bool) -> None:
        """Show or hide that outline."""
        self._allowed.setVisible(visible)

    def set_lungs_visible(self, visible: bool) -> None:
        """Show or hide the outline."""
        self._lungs.setVisible(visible)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes with their texts."""
        for old in self._marks:
            self.scene().removeItem(old)
        self._marks = [self._marked(mark) for mark in marks]

    def set_marks_visible(self, visible: bool) -> None:
        """Show or hide the boxes."""
        self._marks_visible = visible
        for item in self._marks:
            item.setVisible(visible)

    def fit(self) -> None:
        """Show the whole film."""
        self._fitted = True
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)
        self.viewport().update()

    def actual_size(self) -> None:
        """Show one film pixel as one screen pixel."""
        self._fitted = False
        self.setTransform(QTransform())
        self.viewport().update()

    def reset_window(self) -> None:
        """Go back to the first window."""
        if self._film is not None:
            self._window, self._inverted = self._film.window, False
            self._draw_grey()

    def invert(self) -> None:
        """Swap black and white, on the screen only."""
        self._inverted = not self._inverted
        self._draw_grey()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = (event.position().toPoint(), event.button())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None or self._film is None:
            return
        before, button = self._dragged
        moved = event.position().toPoint() - before
        self._dragged = (event.position().toPoint(), button)
        if button == Qt.MouseButton.LeftButton:
            width = min(max(self._window.width * (1 + moved.x() / 300), 0.005), 4.0)
            centre = min(max(self._window.centre + moved.y() / 600, -0.5), 1.5)
            self._window = Window(centre, width, "by hand")
            self._draw_grey()
        else:
            self._fitted = False
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - moved.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = _ZOOM_STEP ** (event.angleDelta().y() / 120)
        if 0.05 < self.transform().m11() * factor < 40:
            self._fitted = False
            self.scale(factor, factor)
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted and self._film is not None:
            self.fit()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        painter.resetTransform()
        if self._message:
            painter.setPen(QColor(QUIET))
            area = self.viewport().rect().adjusted(40, 40, -40, -40)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        elif self._film is not None:
            text, metrics = self.description(), painter.fontMetrics()
            corner = self.viewport().rect().bottomLeft() + QPoint(12, -10)
            ground = metrics.boundingRect(text).translated(corner).adjusted(-6, -3, 6, 3)
            painter.fillRect(ground, QColor(0, 0, 0, 190))
            painter.setPen(QColor(TEXT))
            painter.drawText(corner, text)

    def description(self) -> str:
        """Return window, level and zoom as text."""
        inverted = ", inverted" if self._inverted else ""
        window = f"Window {self._window.width:.2f}  Level {self._window.centre:.2f} ({self._window.origin}{inverted})"
        return f"{window}  Zoom {self.transform().m11():.0%}"

    def _layer(self, height: int) -> QGraphicsPixmapItem:
        item = QGraphicsPixmapItem()
        item.setZValue(height)
        item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.scene().addItem(item)
        return item

    def _place(self, layer: QGraphicsPixmapItem, pixels: NDArray[np.uint8] | None) -> None:
        """Stretch a picture of the whole film over the film."""
        if pixels is None or self._film is None:
            layer.setPixmap(QPixmap())
            return
        pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape[:2]
        kind = QImage.Format.Format_RGBA8888 if pixels.ndim == 3 else QImage.Format.Format_Grayscale8
        image = QImage(pixels.tobytes(), columns, rows, pixels.strides[0], kind)
        layer.setPixmap(QPixmap.fromImage(image))
        layer.setTransform(QTransform.fromScale(self._film.pixels.shape[1] / columns, self._film.pixels.shape[0] / rows))

    def _draw_grey(self) -> None:
        if self._film is None:
            return
        grey = windowed(self._film.pixels, self._window)
        self._place(self._grey, 255 - grey if self._inverted else grey)
        self.viewport().update()

    def _marked(self, mark: Mark) -> QGraphicsRectItem:
        x0, y0, x1, y1 = mark.box
        colour = QColor(PROBLEM if mark.challenged else TEXT)
        item = QGraphicsRectItem(x0, y0, x1 - x0, y1 - y0)
        item.setPen(_cosmetic(QColor("#000000"), 4))
        item.setZValue(4)
        line = QGraphicsRectItem(item.rect(), item)
        line.setPen(_cosmetic(colour, 2, Qt.PenStyle.DashLine if mark.challenged else Qt.PenStyle.SolidLine))
        text = QGraphicsSimpleTextItem(mark.text, item)
        font = QFont(self.font())
        font.setBold(True)
        text.setFont(font)
        text.setBrush(colour)
        ground = QGraphicsRectItem(text.boundingRect().adjusted(-3, 0, 3, 0), text)
        ground.setBrush(QColor(0, 0, 0, 190))
        ground.setPen(QPen(Qt.PenStyle.NoPen))
        ground.setFlag(QGraphicsRectItem.GraphicsItemFlag.ItemStacksBehindParent)
        text.setFlag(QGraphicsSimpleTextItem.GraphicsItemFlag.ItemIgnoresTransformations)
        text.setPos(x0, y1 if mark.challenged else y0)
        item.setVisible(self._marks_visible)
        self.scene().addItem(item)
        return item


def _cosmetic(colour: QColor, width: int, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen that stays as wide on the screen at every zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    return pen


def _rim(mask: NDArray[np.bool_], colour: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return the outline of a mask as H×W×4 colour, no finer than need be."""
    step = max(1, max(mask.shape) // _OUTLINE_SIZE)
    small = mask[::step, ::step]
    layer = np.zeros((*small.shape, 4), np.uint8)
    layer[outline(small, max(1, round(max(small.shape) / 500)))] = (*colour, 255)
    return layer
