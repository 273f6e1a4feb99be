"""A view that knows where its film lies: fitted, zoomed at the pointer, moved, turned and flipped."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView

from app.desktop.viewer.facing import Facing
from app.desktop.viewer.placing import fitted, laid, moved, on_device_pixels, zoomed

_ZOOM_STEP = 1.15
_NOTCH, _NOTCH_PIXELS = 120, 60
"""What a wheel tells of one notch, and the pixels that a touchpad tells in its place."""
_ENDLESS = QRectF(-1e6, -1e6, 2e6, 2e6)
_PAN = 40
_PANS = {
    Qt.Key.Key_Left: QPointF(_PAN, 0),
    Qt.Key.Key_Right: QPointF(-_PAN, 0),
    Qt.Key.Key_Up: QPointF(0, _PAN),
    Qt.Key.Key_Down: QPointF(0, -_PAN),
}


class PlacedView(QGraphicsView):
    """Lays a film of a given size on the screen; items of the scene are in film pixels and follow it."""

    def __init__(self) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setBackgroundBrush(QColor("#000000"))
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        # Film and texts are drawn on the screen, not in the scene, so scrolling must not move them as pixels.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        # The transform alone says where the film lies: scroll bars, which know whole pixels only, stay at 0.
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setSceneRect(_ENDLESS)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows, self._columns = 0, 0
        self._facing = Facing()
        self._placed = QTransform()
        self._fitted = True
        self._ratio = self.devicePixelRatioF()

    def lay(self, rows: int, columns: int) -> None:
        """Lay another film, as it is stored and fitted; 0 rows are none."""
        self._rows, self._columns, self._facing = rows, columns, Facing()
        self.fit()

    @property
    def facing(self) -> Facing:
        """How the film lies."""
        return self._facing

    def fit(self) -> None:
        """Show the whole film."""
        if self._rows:
            self._place(fitted(self._lies(), self._room()))
        self._fitted = True

    def actual_size(self) -> None:
        """Show one film pixel as one pixel of the screen, about the view's centre."""
        self.zoom(1 / self.device_pixels())

    def zoom_in(self) -> None:
        """Zoom in by one notch of the wheel, about the view's centre."""
        self.zoom(_ZOOM_STEP)

    def zoom_out(self) -> None:
        """Zoom out by one notch of the wheel, about the view's centre."""
        self.zoom(1 / _ZOOM_STEP)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Scale the film; the film point at a place of the view, or at its centre, stays where it is."""
        if self._rows:
            self._place(zoomed(self._placed, self._lies(), at or self._room().center(), factor))

    def pan(self, by: QPointF) -> None:
        """Move the film, by logical pixels."""
        if self._rows:
            self._place(moved(self._placed, self._lies(), self._room(), by))

    def turn(self, by: int) -> None:
        """Turn the film by some quarter turns clockwise, and fit it."""
        self.face(self._facing.turned(by))

    def flip(self) -> None:
        """Exchange left and right of the screen, and fit the film."""
        self.face(self._facing.mirrored())

    def face(self, facing: Facing) -> None:
        """Lay the film another way, and fit it."""
        self._facing = facing
        self.fit()

    def device_pixels(self) -> float:
        """Return how many pixels of the screen a film pixel is wide."""
        return self._placed.m11() * self.devicePixelRatioF()

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

    def placed(self) -> QTransform:
        """Return the transform from the film as it lies to logical pixels of the view."""
        return self._placed

    def corner(self) -> QPoint:
        """Return where the view begins in its window."""
        return self.viewport().mapTo(self.window(), QPoint())

    def film_area(self) -> QRectF:
        """Return the film in film pixels."""
        return QRectF(0, 0, self._columns, self._rows)

    def _place(self, placed: QTransform) -> None:
        self._placed = on_device_pixels(placed, QPointF(self.corner()), self.devicePixelRatioF())
        self.setTransform(laid(self._facing, self._rows, self._columns) * self._placed)
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setValue(0)
        self._fitted = False
        self.viewport().update()

    def _lies(self) -> QRectF:
        """Return the film as it lies on the screen, in film pixels."""
        across = self._facing.lies_across
        return QRectF(0, 0, *((self._rows, self._columns) if across else (self._columns, self._rows)))

    def _room(self) -> QRectF:
        return QRectF(self.viewport().rect())
