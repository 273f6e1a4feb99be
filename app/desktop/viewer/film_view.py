"""The film: grey by window and level, with map, lungs, heart and boxes over it.

Left drag windows, the wheel zooms at the pointer, middle or right drag and the arrow keys pan.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsRectItem, QGraphicsScene, QGraphicsView

from app.desktop.theme import QUIET, TEXT
from app.desktop.viewer.marks import box_of, draw_texts
from app.desktop.viewer.outlines import Outline
from app.desktop.viewer.picture_layer import PictureLayer
from app.desktop.viewer.placing import fitted, moved, on_device_pixels, zoomed
from app.desktop.viewer.regions import Regions
from app.desktop.viewer.view import Heat, Mark, RegionOutline
from app.desktop.viewer.windowing import dragged
from app.export.pictures import ALLOWED, OUTLINE, heat_layer, windowed
from models.values.radiograph import Radiograph, Window

_ZOOM_STEP = 1.15
_NOTCH, _NOTCH_PIXELS = 120, 60
"""What a wheel tells of one notch, and the pixels that a touchpad tells in its place."""
_ENDLESS = QRectF(-1e6, -1e6, 2e6, 2e6)
_PAN = 40
_NARROW = 0.2
"""Of a first window: from there down two decimals are too few to tell two windows apart."""
_PANS = {
    Qt.Key.Key_Left: QPointF(_PAN, 0),
    Qt.Key.Key_Right: QPointF(-_PAN, 0),
    Qt.Key.Key_Up: QPointF(0, _PAN),
    Qt.Key.Key_Down: QPointF(0, -_PAN),
}


class FilmView(QGraphicsView):
    """Shows one film, with its window, level and zoom in the corner."""

    def __init__(self) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setBackgroundBrush(QColor("#000000"))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        # Texts stand on the screen, not on the film, so scrolling must not move them as pixels.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # The transform alone says where the film lies: scroll bars, which know whole pixels only, stay at 0.
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setSceneRect(_ENDLESS)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(300, 200)
        self.setAccessibleName("Film")
        self._film: Radiograph | None = None
        self._window = Window(0.5, 1.0, "automatic")
        self._inverted = False
        self._fitted = True
        self._ratio = self.devicePixelRatioF()
        self._dragged: tuple[QPointF, Qt.MouseButton] | None = None
        self._grey, self._heat = PictureLayer(height=0), PictureLayer(height=1)
        self._lungs, self._heart = (Outline(OUTLINE, dashed=False, height=2) for _ in range(2))
        self._allowed = Outline(ALLOWED, dashed=True, height=3)
        self._regions = Regions(height=4)
        for layer in (self._grey, self._heat, self._lungs, self._heart, self._allowed, self._regions):
            self.scene().addItem(layer)
        self._marks: list[Mark] = []
        self._boxes: list[QGraphicsRectItem] = []
        self._marks_visible = True
        self._message = ""
        self._opacity = 0.7

    def show_film(self, film: Radiograph | None, message: str) -> None:
        """Show a film in its first window, fitted, or a message."""
        self._film, self._message = film, message
        for layer in (self._grey, self._heat):
            layer.show_picture(None, self._size())
        self.show_lungs(None)
        self.show_heart(None)
        self.show_allowed(None)
        self.show_regions([])
        self.show_marks([])
        if film is not None:
            self.reset_window()
            self.fit()
        self.viewport().update()

    def show_heat(self, heat: Heat | None) -> None:
        """Draw a map over the film."""
        self._heat.show_picture(heat_layer(heat.values, 1.0) if heat else None, self._size())
        self._heat.setOpacity(self._opacity)

    def set_heat_opacity(self, opacity: float) -> None:
        """Make the map more or less transparent."""
        self._opacity = opacity
        self._heat.setOpacity(opacity)

    def show_lungs(self, lungs: NDArray[np.bool_] | None) -> None:
        """Outline the lungs."""
        self._lungs.show_mask(lungs, self._size())

    def show_heart(self, heart: NDArray[np.bool_] | None) -> None:
        """Outline the heart."""
        self._heart.show_mask(heart, self._size())

    def show_allowed(self, allowed: NDArray[np.bool_] | None) -> None:
        """Outline the allowed region of the finding, dashed."""
        self._allowed.show_mask(allowed, self._size())

    def set_allowed_visible(self, visible: bool) -> None:
        """Show or hide that outline."""
        self._allowed.setVisible(visible)

    def show_regions(self, regions: Sequence[RegionOutline]) -> None:
        """Outline the challenged regions of the finding, numbered."""
        self._regions.show_regions(regions, self._size())
        self.viewport().update()

    def set_regions_visible(self, visible: bool) -> None:
        """Show or hide those outlines."""
        self._regions.setVisible(visible)
        self.viewport().update()

    def set_organs_visible(self, visible: bool) -> None:
        """Show or hide the outlines of lungs and heart."""
        for organ in (self._lungs, self._heart):
            organ.setVisible(visible)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw boxes with their texts."""
        for old in self._boxes:
            self.scene().removeItem(old)
        self._marks, self._boxes = list(marks), [box_of(mark) for mark in marks]
        for box in self._boxes:
            self.scene().addItem(box)
        self.set_marks_visible(self._marks_visible)

    def set_marks_visible(self, visible: bool) -> None:
        """Show or hide the boxes."""
        self._marks_visible = visible
        for item in self._boxes:
            item.setVisible(visible)
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole film."""
        self._place(fitted(self._area(), QRectF(self.viewport().rect())))
        self._fitted = True

    def actual_size(self) -> None:
        """Show one film pixel as one pixel of the screen, about the view's centre."""
        self.zoom(1 / (self.transform().m11() * self.devicePixelRatioF()))

    def zoom_in(self) -> None:
        """Zoom in by one notch of the wheel, about the view's centre."""
        self.zoom(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out by one notch of the wheel, about the view's centre."""
        self.zoom(1 / _ZOOM_STEP)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Scale the film; the film point at a place of the view, or at its centre, stays where it is."""
        if self._film is not None:
            self._place(zoomed(self.transform(), self._area(), at or QRectF(self.viewport().rect()).center(), factor))

    def pan(self, by: QPointF) -> None:
        """Move the film, by logical pixels."""
        if self._film is not None:
            self._place(moved(self.transform(), self._area(), QRectF(self.viewport().rect()), by))

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
        self._dragged = (event.position(), event.button())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None or self._film is None:
            return
        before, button = self._dragged
        by = event.position() - before
        self._dragged = (event.position(), button)
        if button == Qt.MouseButton.LeftButton:
            self._window = dragged(self._window, by.x(), by.y(), min(1.0, self._film.window.width))
            self._draw_grey()
        else:
            self.pan(by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() / _NOTCH or event.pixelDelta().y() / _NOTCH_PIXELS
        event.setAccepted(bool(notches))
        if notches:
            self.zoom(_ZOOM_STEP**notches, event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = _PANS.get(Qt.Key(event.key()))
        event.setAccepted(by is not None)
        if by is not None:
            self.pan(by)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        else:
            grown = event.size() - event.oldSize()
            self.pan(QPointF(grown.width(), grown.height()) / 2)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            before, self._ratio = self._ratio, self.devicePixelRatioF()
            if not self._fitted:
                self.zoom(before / self._ratio)
        return super().event(event)

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        painter.resetTransform()
        if self._message:
            painter.setPen(QColor(QUIET))
            area = self.viewport().rect().adjusted(40, 40, -40, -40)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
        elif self._film is not None:
            text, flags = self.description(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
            place = painter.fontMetrics().boundingRect(self.viewport().rect().adjusted(12, 10, -12, -10), flags, text)
            ground = place.adjusted(-6, -3, 6, 3)
            self._draw_texts(painter, ground)
            painter.fillRect(ground, QColor(0, 0, 0, 190))
            painter.setPen(QColor(TEXT))
            painter.drawText(place, flags, text)

    @property
    def message(self) -> str:
        """What stands in place of a film; "" where one is shown."""
        return self._message

    def description(self) -> str:
        """Return window, level and zoom, which is pixels of the screen a film pixel, as text."""
        inverted = ", inverted" if self._inverted else ""
        digits = 4 if self._film and self._film.window.width < _NARROW else 2
        width, centre = (f"{value:.{digits}f}" for value in (self._window.width, self._window.centre))
        window = f"Window {width}  Level {centre} ({self._window.origin}{inverted})"
        return f"{window}  Zoom {self.transform().m11() * self.devicePixelRatioF():.0%}"

    def _draw_grey(self) -> None:
        if self._film is None:
            return
        grey = windowed(self._film.pixels, self._window)
        self._grey.show_picture(255 - grey if self._inverted else grey, self._size())
        self.viewport().update()

    def _draw_texts(self, painter: QPainter, taken: QRect) -> None:
        plain, bold = painter.font(), QFont(painter.font())
        bold.setBold(True)
        painter.setFont(bold)
        marks = [*(self._marks if self._marks_visible else ()), *self._regions.marks()]
        corners = [(QPointF(*mark.box[:2]), QPointF(*mark.box[2:])) for mark in marks]
        boxes = [self.mapFromScene(QRectF(*of)).boundingRect() for of in corners]
        film = self.mapFromScene(self._area()).boundingRect()
        draw_texts(painter, marks, boxes, film, self.viewport().rect(), taken)
        painter.setFont(plain)

    def _place(self, placed: QTransform) -> None:
        corner = QPointF(self.viewport().mapTo(self.window(), QPoint()))
        self.setTransform(on_device_pixels(placed, corner, self.devicePixelRatioF()))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(0)
        self._fitted = False
        self.viewport().update()

    def _area(self) -> QRectF:
        """Return the film in film pixels."""
        rows, columns = self._size()
        return QRectF(0, 0, columns, rows)

    def _size(self) -> tuple[int, int]:
        return (self._film.pixels.shape[0], self._film.pixels.shape[1]) if self._film is not None else (1, 1)
