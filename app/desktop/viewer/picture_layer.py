"""A picture that is stretched over the whole film."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsPixmapItem


class PictureLayer(QGraphicsPixmapItem):
    """Grey or coloured pixels over a film.

    Args:
        height: Above what it is drawn.
    """

    def __init__(self, *, height: int) -> None:
        super().__init__()
        self.setZValue(height)
        self.setTransformationMode(Qt.TransformationMode.SmoothTransformation)

    def show_picture(self, pixels: NDArray[np.uint8] | None, film: tuple[int, int]) -> None:
        """Show a picture, or nothing.

        Args:
            pixels: h×w grey or h×w×4 colours with opacity, covering the whole film.
            film: Rows and columns of the film.
        """
        if pixels is None:
            self.setPixmap(QPixmap())
            return
        pixels = np.ascontiguousarray(pixels)
        rows, columns = pixels.shape[:2]
        kind = QImage.Format.Format_RGBA8888 if pixels.ndim == 3 else QImage.Format.Format_Grayscale8
        self.setPixmap(QPixmap.fromImage(QImage(pixels.tobytes(), columns, rows, pixels.strides[0], kind)))
        self.setTransform(QTransform.fromScale(film[1] / columns, film[0] / rows))
