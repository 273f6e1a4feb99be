"""A picture that is stretched over the whole film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter


class PictureLayer:
    """Coloured pixels over a film, or nothing."""

    def __init__(self) -> None:
        self._image: QImage | None = None
        self._film = QRectF()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return self._image is None

    def show_picture(self, pixels: NDArray[np.uint8] | None, film: tuple[int, int]) -> None:
        """Show a picture, or nothing.

        Args:
            pixels: h×w×4 colours with opacity, covering the whole film.
            film: Rows and columns of the film.
        """
        self._image, self._film = None, QRectF(0, 0, film[1], film[0])
        if pixels is not None:
            rows, columns = pixels.shape[:2]
            image = QImage(np.ascontiguousarray(pixels).data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
            self._image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)

    def draw(self, painter: QPainter) -> None:
        """Draw the picture, in film pixels."""
        if self._image is not None:
            painter.drawImage(self._film, self._image)
