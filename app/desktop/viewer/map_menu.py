"""The menu of maps that have no button of their own, and of how maps are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from app.desktop.viewer.look import Layer
from app.desktop.viewer.overlay_names import EDGES, name_of, said_of
from app.desktop.viewer.view import Overlay
from app.export.colours import ColourMap


class MapMenu(QToolButton):
    """A button with a menu.

    Signals:
        chosen: The Overlay of the entry.
        layers_wanted: The person wants to choose a target layer.
        colours_chosen: A ColourMap.
        localisation_toggled: Whether it is shown.

    Args:
        overlays: Those that stand in the menu.
    """

    chosen = Signal(object)
    layers_wanted = Signal()
    colours_chosen = Signal(object)
    localisation_toggled = Signal(bool)

    def __init__(self, overlays: Iterable[Overlay]) -> None:
        super().__init__()
        self.setText("More")
        self.setAccessibleName("More maps, and how maps are drawn")
        self.setToolTip("More maps, target layer, colours, localisation")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        self.setMenu(menu)
        self._maps = {overlay: _checkable(menu, "") for overlay in overlays}
        for overlay, action in self._maps.items():
            action.triggered.connect(lambda _=False, overlay=overlay: self.chosen.emit(overlay))
            menu.addAction(action)
        menu.addSeparator()
        self._layers = QAction("Target layer…", menu)
        self._layers.setToolTip("Take the map at another layer of the network than the one that was recorded and examined.")
        self._layers.triggered.connect(lambda: self.layers_wanted.emit())
        menu.addAction(self._layers)
        self._localisation = _checkable(menu, Layer.LOCALISATION)
        self._localisation.setToolTip("Where the map reaches 15 % of its maximum, and the box of the largest such piece.")
        self._localisation.toggled.connect(self.localisation_toggled)
        menu.addAction(self._localisation)
        colours = menu.addMenu("Colours")
        group = QActionGroup(menu)
        self._colours = {one: _checkable(group, one.capitalize()) for one in ColourMap}
        for one, action in self._colours.items():
            action.triggered.connect(lambda _=False, one=one: self.colours_chosen.emit(one))
            colours.addAction(action)
        self.show_called(False)
        self.grey({}, called=False)

    def show_called(self, called: bool) -> None:
        """Offer the maps of a classifier that can only be called, or those of a network."""
        for overlay, action in self._maps.items():
            name = name_of(overlay, called=called)
            action.setText(f"{name} ({EDGES})" if overlay.guided else name)
            action.setVisible(bool(name))
        self._layers.setVisible(not called)

    def show_chosen(self, overlay: Overlay) -> None:
        """Show which map is drawn; none of the menu's where it has a button."""
        self.setCheckable(overlay in self._maps)
        self.setChecked(overlay in self._maps)
        for one, action in self._maps.items():
            action.setChecked(one is overlay)

    def show_look(self, colours: ColourMap, *, localisation: bool) -> None:
        """Show in which colours maps are drawn, and whether their localisation is."""
        self._colours[colours].setChecked(True)
        self._localisation.setChecked(localisation)

    def toggle_localisation(self) -> None:
        """Show or hide what the map localises, as if by hand."""
        self._localisation.toggle()

    def grey(self, reasons: Mapping[Overlay, str], *, called: bool) -> None:
        """Tell on the pointer what failed the certificate, and what each other map is."""
        for overlay, action in self._maps.items():
            action.setToolTip(reasons.get(overlay, said_of(overlay, called=called)))

    def chosen_names(self) -> list[str]:
        """Return the entries of maps that are marked as chosen."""
        return [action.text() for action in self._maps.values() if action.isChecked()]

    def texts(self) -> dict[str, str]:
        """Return the entries of maps, each with what is told on the pointer."""
        return {action.text(): action.toolTip() for action in self._maps.values() if action.isVisible()}


def _checkable(parent: QWidget | QActionGroup, text: str) -> QAction:
    action = QAction(text, parent)
    action.setCheckable(True)
    return action
