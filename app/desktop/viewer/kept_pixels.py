"""What lies over a film as pixels of the screen, kept while neither it nor its place changes: strokes are dear, windows change often."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

_BESIDE = 4


class KeptPixels:
    """Shows a drawing as it was last made, moved where the film was only moved, or makes it anew."""

    def __init__(self) -> None:
        self._of: tuple[int, QTransform, QSize, float] | None = None
        self._at = QPointF()
        self._covers = QRectF()
        self._image = QImage()

    def paint(
        self, painter: QPainter, draw: Callable[[QPainter], None], *, version: int, placed: QTransform, view: QSize, ratio: float
    ) -> None:
        """Show a drawing.

        Args:
            painter: In logical pixels of the view; its opacity is the drawing's.
            draw: Makes the drawing, in film pixels.
            version: Another one whenever the drawing changes.
            placed: From film pixels to the view.
            view: Size of the view.
            ratio: Device pixels a logical pixel.
        """
        turned = QTransform(placed.m11(), placed.m12(), placed.m21(), placed.m22(), 0, 0)
        of, at, seen = (version, turned, view, ratio), QPointF(placed.dx(), placed.dy()), QRectF(0, 0, view.width(), view.height())
        moved = QPointF(((at - self._at) * ratio).toPoint()) / ratio
        if of != self._of:
            self._draw(draw, placed, seen, ratio)
            self._of, self._at, moved = of, at, QPointF()
        elif not self._covers.contains(seen.translated(-moved)):
            # Who moves a film moves it on: more than is seen now is drawn.
            more_x, more_y = view.width() // _BESIDE, view.height() // _BESIDE
            self._draw(draw, placed, seen.adjusted(-more_x, -more_y, more_x, more_y), ratio)
            self._at, moved = at, QPointF()
        painter.drawImage(self._covers.topLeft() + moved, self._image)

    def _draw(self, draw: Callable[[QPainter], None], placed: QTransform, covers: QRectF, ratio: float) -> None:
        self._covers = covers
        self._image = QImage((covers.size() * ratio).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
        self._image.setDevicePixelRatio(ratio)
        self._image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._image)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        painter.setTransform(placed * QTransform.fromTranslate(-covers.left(), -covers.top()))
        draw(painter)
        painter.end()
