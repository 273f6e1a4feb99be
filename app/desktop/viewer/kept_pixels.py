"""What lies over a film as pixels of the screen, kept while neither it nor its place changes: strokes are dear, windows change often."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform


class KeptPixels:
    """Shows a drawing as it was last made, or makes it anew."""

    def __init__(self) -> None:
        self._of: tuple[int, QTransform, QSize, float] | None = None
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
        of = (version, QTransform(placed), view, ratio)
        if of != self._of:
            self._of = of
            self._image = QImage((view.toSizeF() * ratio).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            own = QPainter(self._image)
            own.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
            own.setTransform(placed)
            draw(own)
            own.end()
        painter.drawImage(QPointF(0, 0), self._image)
