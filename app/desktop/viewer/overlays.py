"""What is drawn over the film: the choice and its opacity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from app.desktop.flow import Flow
from app.desktop.viewer.view import Overlay

_NAMES = {Overlay.NONE: "&No map", Overlay.GRAD_CAM: "&Grad-CAM", Overlay.GUIDED_GRAD_CAM: "G&uided Grad-CAM"}


class OverlayBar(QWidget):
    """Chooses overlay, opacity, lungs with heart, allowed region, tested regions and boxes.

    Signals:
        chosen: The overlay.
        opacity_changed: In [0, 1].
        organs_toggled, allowed_toggled, tests_toggled, marks_toggled: Whether they are shown.
    """

    chosen = Signal(object)
    opacity_changed = Signal(float)
    organs_toggled = Signal(bool)
    allowed_toggled = Signal(bool)
    tests_toggled = Signal(bool)
    marks_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        layout = Flow(self)
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
        self._slider.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._slider.setAccessibleName("Opacity of the overlay")
        self._slider.valueChanged.connect(lambda value: self.opacity_changed.emit(value / 100))
        opacity = QHBoxLayout()
        opacity.addWidget(caption)
        opacity.addWidget(self._slider)
        layout.addWidget(_group(opacity))
        outlines = _group(_boxes((("&Organs", self.organs_toggled), ("&Allowed", self.allowed_toggled)), indented=True))
        outlines.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addWidget(outlines)
        layout.addWidget(_group(_boxes((("&Tests", self.tests_toggled), ("&Boxes", self.marks_toggled)))))

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

    def reason(self, overlay: Overlay) -> str:
        """Return why an overlay is greyed, as its button says; "" where it is not."""
        button = self._buttons[overlay]
        return button.toolTip() if button.property("failed") else ""

    def set_opacity(self, opacity: float) -> None:
        """Move the slider as if by hand, in [0, 1]."""
        self._slider.setValue(round(opacity * 100))


def _boxes(shown: Sequence[tuple[str, SignalInstance]], *, indented: bool = False) -> QHBoxLayout:
    """Return check boxes beside each other, all checked, each with what it emits."""
    layout = QHBoxLayout()
    if indented:
        layout.addStretch()
    for name, signal in shown:
        box = QCheckBox(name)
        box.setChecked(True)
        box.toggled.connect(signal)
        layout.addWidget(box)
    return layout


def _group(parts: QHBoxLayout) -> QWidget:
    """Return parts that stay on one row."""
    parts.setContentsMargins(0, 0, 0, 0)
    parts.setSpacing(8)
    group = QWidget()
    group.setLayout(parts)
    return group
