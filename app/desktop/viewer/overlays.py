"""What is drawn over the film: the choice, its opacity, and the colour bar that says what the colours mean."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from app.desktop.theme import QUIET, TEXT
from app.desktop.viewer.view import Heat, Overlay
from app.export.pictures import heat_colours

_NAMES = {Overlay.NONE: "&No map", Overlay.GRAD_CAM: "&Grad-CAM", Overlay.GUIDED_GRAD_CAM: "G&uided Grad-CAM"}


class OverlayBar(QWidget):
    """Chooses overlay, opacity, lungs, allowed region and boxes.

    Signals:
        chosen: The overlay.
        opacity_changed: In [0, 1].
        lungs_toggled, allowed_toggled, marks_toggled: Whether they are shown.
    """

    chosen = Signal(object)
    opacity_changed = Signal(float)
    lungs_toggled = Signal(bool)
    allowed_toggled = Signal(bool)
    marks_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(8)
        self._group = QButtonGroup(self)
        self._buttons: dict[Overlay, QPushButton] = {}
        for overlay, name in _NAMES.items():
            button = QPushButton(name)
            button.setCheckable(True)
            button.setChecked(overlay == Overlay.NONE)
            button.clicked.connect(lambda _=False, chosen=overlay: self.chosen.emit(chosen))
            self._group.addButton(button)
            self._buttons[overlay] = button
            layout.addWidget(button)
        caption = QLabel("Opacity")
        caption.setObjectName("quiet")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setValue(70)
        self._slider.setFixedWidth(80)
        self._slider.setAccessibleName("Opacity of the overlay")
        self._slider.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        layout.addSpacing(8)
        layout.addWidget(caption)
        layout.addWidget(self._slider)
        layout.addStretch()
        for name, signal in (("&Lungs", self.lungs_toggled), ("&Allowed", self.allowed_toggled), ("&Boxes", self.marks_toggled)):
            box = QCheckBox(name)
            box.setChecked(True)
            box.toggled.connect(signal)
            layout.addWidget(box)

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey what failed the certificate; it can be looked at all the same, with the reason beside it."""
        for overlay, button in self._buttons.items():
            button.setProperty("failed", overlay in reasons)
            button.setToolTip(reasons.get(overlay, ""))
            button.setAccessibleDescription(reasons.get(overlay, ""))
            button.style().polish(button)

    def choose(self, overlay: Overlay) -> None:
        """Press a button as if by hand."""
        self._buttons[overlay].click()


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
        self.setToolTip(heat.note if heat else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self.rect().adjusted(12, 0, -12, 0)
        metrics, middle = self.fontMetrics(), Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(QUIET))
        if self._heat is None:
            painter.drawText(area, middle, self._waiting)
            return
        heat, left = self._heat, area.left()
        for text, colour in ((heat.title, TEXT), (heat.low, QUIET)):
            painter.setPen(QColor(colour))
            painter.drawText(QRect(left, area.top(), area.width(), area.height()), middle, text)
            left += metrics.horizontalAdvance(text) + 10
        colours = heat_colours()
        bar = QRect(left, area.center().y() - 5, 160, 10)
        painter.drawImage(bar, QImage(colours.tobytes(), 256, 1, 768, QImage.Format.Format_RGB888))
        painter.setPen(QColor(QUIET))
        rest = QRect(bar.right() + 10, area.top(), area.right() - bar.right() - 10, area.height())
        painter.drawText(rest, middle, metrics.elidedText(f"{heat.high}    {heat.note}", Qt.TextElideMode.ElideRight, rest.width()))
