"""One picture of a film with the region outlined, and what stands under it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QTransform
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.desktop.side_by_side.view import Picture
from app.desktop.texts import plain_label
from app.desktop.theme import PROBLEM, cosmetic
from app.desktop.viewer.outlines import outline_path


class Tile(QWidget):
    """A picture over its title and its score.

    Args:
        picture: What is shown.
    """

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self._texts: list[QLabel] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(_Film(picture), 1)
        for name, text in (("heading", picture.title), ("", picture.score)):
            label = plain_label(name)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setText(text)
            self._texts.append(label)
            layout.addWidget(label)

    def texts(self) -> list[str]:
        """Return title and score."""
        return [label.text() for label in self._texts]


class _Film(QWidget):
    """The picture, as large as there is room, and the border of the region over it."""

    def __init__(self, picture: Picture) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(80, 60)
        self.setAccessibleName(picture.title)
        self.setAccessibleDescription(picture.score)
        grey = np.ascontiguousarray(picture.grey)
        rows, columns = grey.shape
        self._image = QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
        self._path = outline_path(picture.region, (rows, columns)) if picture.region.any() else QPainterPath()

    def sizeHint(self) -> QSize:
        return QSize(240, 240)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing)
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.drawImage(place, self._image)
        path = QTransform(scale, 0, 0, scale, place.left(), place.top()).map(self._path)
        for pen in (cosmetic(QColor(0, 0, 0, 120), 3), cosmetic(QColor(PROBLEM), 1)):
            painter.setPen(pen)
            painter.drawPath(path)
