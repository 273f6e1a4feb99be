"""What is drawn over the film, and how: the map, its opacity and threshold, and the layers beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSlider, QWidget

from app.desktop.flow import Flow
from app.desktop.viewer.look import Layer, Look
from app.desktop.viewer.map_menu import MapMenu
from app.desktop.viewer.overlay_names import name_of, said_of
from app.desktop.viewer.view import Overlay

_BUTTONS = (Overlay.NONE, Overlay.GRAD_CAM, Overlay.GUIDED_GRAD_CAM)
_BOXES = {
    Layer.LUNGS: "&Lungs", Layer.HEART: "&Heart", Layer.ALLOWED: "&Allowed", Layer.TESTS: "&Tests", Layer.HOT_SPOTS: "Hot &spots",
}  # fmt: skip
_TIPS = {
    Layer.LUNGS: "Outline of the lungs, as they were segmented",
    Layer.HEART: "Outline of the heart, as it was segmented",
    Layer.ALLOWED: "Where the finding at hand can be (dashed)",
    Layer.TESTS: "What was filled in to test the finding at hand, with what the logit did",
    Layer.HOT_SPOTS: "Hot spots of the recorded map outside the allowed region, with share and zone; shown with any map",
}


_OPACITY, _THRESHOLD = "How much of the map covers the film", "Below this share of its maximum nothing of a map is drawn"
_NO_MAP = "There is no map to change: choose one first."
_HIDDEN = "What the classifier says is hidden, and so are its maps. Show AI first."


class OverlayBar(QWidget):
    """Chooses the map and the look.

    Signals:
        chosen: The Overlay.
        look_changed: The Look.
        layers_wanted: The person wants to choose a target layer.

    Attributes:
        look: As it is chosen now.
    """

    chosen = Signal(object)
    look_changed = Signal(object)
    layers_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self._called = self._has_map = False
        self._reasons: Mapping[Overlay, str] = {}
        layout = Flow(self)
        self._group = QButtonGroup(self)
        self._buttons: dict[Overlay, QPushButton] = {}
        for overlay in _BUTTONS:
            button = QPushButton()
            button.setCheckable(True)
            button.setChecked(overlay == Overlay.NONE)
            button.clicked.connect(lambda _=False, chosen=overlay: self._choose(chosen))
            self._group.addButton(button)
            self._buttons[overlay] = button
            layout.addWidget(button)
        self._menu = MapMenu(overlay for overlay in Overlay if overlay not in _BUTTONS)
        self._menu.chosen.connect(self._choose)
        self._menu.layers_wanted.connect(self.layers_wanted)
        self._menu.colours_chosen.connect(lambda colours: self._change(colours=colours))
        self._menu.localisation_toggled.connect(lambda shown: self._show(Layer.LOCALISATION, shown))
        layout.addWidget(self._menu)
        self._opacity, self._threshold = _slider("Opacity of the overlay"), _slider("Threshold of the overlay")
        self._opacity.valueChanged.connect(lambda value: self._change(opacity=value / 100))
        self._threshold.valueChanged.connect(lambda value: self._change(threshold=value / 100))
        for name, slider in (("Opacity", self._opacity), ("Threshold", self._threshold)):
            caption = QLabel(name)
            caption.setObjectName("quiet")
            layout.addWidget(_group([caption, slider]))
        self._boxes = {layer: QCheckBox(name) for layer, name in _BOXES.items()}
        for layer, box in self._boxes.items():
            box.setToolTip(_TIPS[layer])
            box.toggled.connect(lambda shown, layer=layer: self._show(layer, shown))
        outlines = _group([self._boxes[layer] for layer in (Layer.LUNGS, Layer.HEART, Layer.ALLOWED)], indented=True)
        outlines.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addWidget(outlines)
        layout.addWidget(_group([self._boxes[layer] for layer in (Layer.TESTS, Layer.HOT_SPOTS)]))
        self.show_called(False)
        self.set_look(self.look)
        self._tell_sliders()

    def set_look(self, look: Look) -> None:
        """Show a look, which emits nothing."""
        self.look = look
        parts = (self._opacity, self._threshold, self._menu, *self._boxes.values())
        blockers = [QSignalBlocker(part) for part in parts]
        self._opacity.setValue(round(look.opacity * 100))
        self._threshold.setValue(round(look.threshold * 100))
        self._menu.show_look(look.colours, localisation=Layer.LOCALISATION not in look.hidden)
        for layer, box in self._boxes.items():
            box.setChecked(layer not in look.hidden)
        for blocker in blockers:
            blocker.unblock()

    def grey(self, reasons: Mapping[Overlay, str]) -> None:
        """Grey what failed the certificate; it can be looked at all the same, with the reason beside it."""
        self._reasons = reasons
        for overlay, button in self._buttons.items():
            button.setProperty("failed", overlay in reasons)
            said = reasons.get(overlay, said_of(overlay, called=self._called))
            button.setToolTip(said)
            button.setAccessibleDescription(said)
            button.style().polish(button)
        self._menu.grey(reasons, called=self._called)

    def show_called(self, called: bool) -> None:
        """Offer the maps of a classifier that can only be called, under their own names, or those of a network."""
        self._called = called
        for overlay, button in self._buttons.items():
            button.setText(self.name_of(overlay))
            button.setVisible(bool(self.name_of(overlay)))
        self._menu.show_called(called)
        self.grey(self._reasons)

    def name_of(self, overlay: Overlay) -> str:
        """Return how a map is called now; "" where there is none of it."""
        return name_of(overlay, called=self._called)

    def offers_layers(self) -> bool:
        """Return whether there are target layers to choose from."""
        return not self._called

    def set_shown(self, shown: bool) -> None:
        """Let a person choose what lies over the film, or nothing while all of it is hidden."""
        self.setEnabled(shown)
        self._tell_sliders()

    def choose(self, overlay: Overlay) -> None:
        """Choose a map as if by hand; while the bar is disabled, or where there is no such map, nothing is chosen."""
        if self.isEnabled() and self.name_of(overlay):
            self._choose(overlay)

    def reason(self, overlay: Overlay) -> str:
        """Return why an overlay is greyed, as its button says; "" where it is not."""
        button = self._buttons[overlay]
        return button.toolTip() if button.property("failed") else ""

    def set_opacity(self, opacity: float) -> None:
        """Move the slider as if by hand, in [0, 1]."""
        self._opacity.setValue(round(opacity * 100))

    def set_threshold(self, threshold: float) -> None:
        """Move the slider as if by hand, in [0, 1]."""
        self._threshold.setValue(round(threshold * 100))

    def toggle(self, layer: Layer) -> None:
        """Show or hide a layer as if by hand."""
        if layer is Layer.LOCALISATION:
            self._menu.toggle_localisation()
        else:
            self._boxes[layer].toggle()

    def shows(self, layer: Layer) -> bool:
        """Return whether a layer is shown."""
        return layer not in self.look.hidden

    def maps(self) -> dict[str, str]:
        """Return the maps of the menu, each with what is told on the pointer."""
        return self._menu.texts()

    def chosen_names(self) -> list[str]:
        """Return the buttons and entries that are marked as chosen."""
        return [*(button.text() for button in self._buttons.values() if button.isChecked()), *self._menu.chosen_names()]

    def _choose(self, overlay: Overlay) -> None:
        self._group.setExclusive(False)
        for one, button in self._buttons.items():
            button.setChecked(one is overlay)
        self._group.setExclusive(True)
        self._menu.show_chosen(overlay)
        self._has_map = overlay is not Overlay.NONE
        self._tell_sliders()
        self.chosen.emit(overlay)

    def _tell_sliders(self) -> None:
        """Let the sliders change a map where there is one, or say why they change nothing."""
        why = _HIDDEN if not self.isEnabled() else "" if self._has_map else _NO_MAP
        for slider, what in ((self._opacity, _OPACITY), (self._threshold, _THRESHOLD)):
            slider.setEnabled(self._has_map)
            slider.setToolTip(why or what)
            slider.setAccessibleDescription(why or what)

    def _show(self, layer: Layer, shown: bool) -> None:
        self._change(hidden=self.look.hidden - {layer} if shown else self.look.hidden | {layer})

    def _change(self, **changes: Any) -> None:
        self.look = replace(self.look, **changes)
        self.look_changed.emit(self.look)


def _slider(name: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(0, 100)
    slider.setFixedWidth(80)
    slider.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    slider.setAccessibleName(name)
    return slider


def _group(parts: Sequence[QWidget], *, indented: bool = False) -> QWidget:
    """Return parts that stay on one row."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    if indented:
        row.addStretch()
    for part in parts:
        row.addWidget(part)
    group = QWidget()
    group.setLayout(row)
    return group
