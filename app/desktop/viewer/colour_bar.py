"""The colour bar: what the colours of the map mean."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.desktop.theme import LINE, QUIET, TEXT
from app.desktop.viewer.look import Look
from app.desktop.viewer.view import Heat
from app.export.colours import heat_colours, signed_colours

_LONGEST, _GAP = 160, 10
_HIDDEN = "Overlays are off."


class ColourBar(QWidget):
    """The scale of the map that is drawn, or what is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self._heat: Heat | None = None
        self._waiting = ""
        self._look, self._shown = Look(), True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(300, self.fontMetrics().height() + 14)

    def show_heat(self, heat: Heat | None, waiting: str) -> None:
        """Show the scale of a map."""
        self._heat, self._waiting = heat, waiting
        self._tell()

    def set_look(self, look: Look) -> None:
        """Show the scale in other colours, or with another threshold."""
        self._look = look
        self._tell()

    def set_shown(self, shown: bool) -> None:
        """Show the scale, or that overlays are off."""
        self._shown = shown
        self._tell()

    def text(self) -> str:
        """Return the map's title, or what is waited for."""
        if not self._shown:
            return _HIDDEN
        return self._heat.title if self._heat else self._waiting

    def ends(self) -> tuple[str, str]:
        """Return what stands at both ends of the scale; from where on it is drawn belongs to the upper end."""
        heat, threshold = self._heat, self._look.threshold
        if heat is None or not self._shown:
            return "", ""
        least = f"{threshold * float(np.abs(heat.values).max(initial=0)):.2g}"
        drawn = f"  (from {'±' if heat.signed else ''}{least})" if threshold else ""
        return heat.low, f"{heat.high}{drawn}"

    def _tell(self) -> None:
        heat = self._heat if self._shown else None
        self.setToolTip(" ".join(filter(None, (heat.note, heat.reason))) if heat else self.text())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().adjusted(12, 0, -12, 0)
        metrics, middle = self.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(QUIET))
        if self._heat is None or not self._shown:
            painter.drawText(area, middle, metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, area.width()))
            return
        heat, left = self._heat, area.left()
        low, high = self.ends()
        length = min(_LONGEST, area.width() // 4)
        room = area.width() - length - metrics.horizontalAdvance(low + high) - 3 * _GAP
        title = metrics.elidedText(heat.title, Qt.TextElideMode.ElideRight, room)
        for text, colour in ((title, TEXT), (low, QUIET)):
            painter.setPen(QColor(colour))
            painter.drawText(QRect(left, area.top(), area.width(), area.height()), middle, text)
            left += metrics.horizontalAdvance(text) + _GAP
        bar = QRect(left, area.center().y() - 5, length, 10)
        painter.drawImage(bar, self._scale(heat))
        painter.setPen(QColor(QUIET))
        rest = area.adjusted(bar.right() + _GAP - area.left(), 0, 0, 0)
        whole = f"{high}    {heat.note}"
        painter.drawText(rest, middle, whole if metrics.horizontalAdvance(whole) <= rest.width() else high)  # The pointer tells the note.

    def _scale(self, heat: Heat) -> QImage:
        """Return the colours from end to end, grey where nothing is drawn."""
        colours = (signed_colours() if heat.signed else heat_colours(self._look.colours)).copy()
        share = np.abs(np.linspace(-1 if heat.signed else 0, 1, 256))
        line = QColor(LINE)
        colours[share < self._look.threshold] = line.red(), line.green(), line.blue()
        return QImage(colours.tobytes(), 256, 1, 768, QImage.Format.Format_RGB888).copy()
