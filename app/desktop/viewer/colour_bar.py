"""The colour bar: what the colours of the map mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.theme import QUIET, TEXT
from app.desktop.viewer.view import Heat
from app.export.pictures import heat_colours

_LONGEST, _GAP = 160, 10


class ColourBar(QWidget):
    """The scale of the map that is drawn, or what is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._heat: Heat | None = None
        self._waiting = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() + 14)

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Show the scale of a map."""
        self._heat, self._waiting = heat, waiting
        self.setToolTip(heat.note if heat else waiting)
        self.update()

    def text(self) -> str:
        """Return the map's title, or what is waited for."""
        return self._heat.title if self._heat else self._waiting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().adjusted(12, 0, -12, 0)
        metrics, middle = self.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(QUIET))
        if self._heat is None:
            painter.drawText(area, middle, metrics.elidedText(self._waiting, Qt.TextElideMode.ElideRight, area.width()))
            return
        heat, left = self._heat, area.left()
        length = min(_LONGEST, area.width() // 4)
        ends = metrics.horizontalAdvance(heat.low + heat.high)
        title = metrics.elidedText(heat.title, Qt.TextElideMode.ElideRight, area.width() - length - ends - 3 * _GAP)
        for text, colour in ((title, TEXT), (heat.low, QUIET)):
            painter.setPen(QColor(colour))
            painter.drawText(QRect(left, area.top(), area.width(), area.height()), middle, text)
            left += metrics.horizontalAdvance(text) + _GAP
        colours = heat_colours()
        bar = QRect(left, area.center().y() - 5, length, 10)
        painter.drawImage(bar, QImage(colours.tobytes(), 256, 1, 768, QImage.Format.Format_RGB888))
        painter.setPen(QColor(QUIET))
        rest = area.adjusted(bar.right() + _GAP - area.left(), 0, 0, 0)
        painter.drawText(rest, middle, metrics.elidedText(f"{heat.high}    {heat.note}", Qt.TextElideMode.ElideRight, rest.width()))
