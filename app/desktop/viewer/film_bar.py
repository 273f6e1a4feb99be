"""Below the film: in which window it is shown, and what a drag of the left button does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.desktop.viewer.presets import Choice
from app.site.measures import Kind

_KINDS = {None: "Window", Kind.RULER: "Ruler", Kind.RECTANGLE: "Rectangle", Kind.ELLIPSE: "Ellipse"}


class FilmBar(QWidget):
    """Two buttons with menus.

    Signals:
        window_chosen: A Preset.
        kind_chosen: A Kind, or None for window and level.
    """

    window_chosen = Signal(object)
    kind_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._windows, self._hands = _menu_button("Presets"), _menu_button("Drag")
        self._windows.setAccessibleName("In which window the film is shown")
        self._hands.setAccessibleName("What a drag of the left button does")
        self._hands.setToolTip("What a drag of the left button does")
        self._windows.setToolTip("In which window the film is shown")
        for kind, name in _KINDS.items():
            action = QAction(name, self._hands)
            action.triggered.connect(lambda _=False, kind=kind: self.kind_chosen.emit(kind))
            self._hands.menu().addAction(action)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 3, 0, 3)
        layout.setSpacing(6)
        layout.addWidget(self._windows)
        layout.addWidget(self._hands)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_windows([])
        self.show_kind(None)

    def show_windows(self, choices: Sequence[Choice]) -> None:
        """Show the windows to choose from, each with its number; what the file does not have is left out."""
        menu = self._windows.menu()
        menu.clear()
        self._windows.setEnabled(bool(choices))
        for choice in (one for one in choices if one.window is not None):
            action = QAction(f"{int(choice.preset)}   {choice.name.replace('&', '&&')}", menu)
            action.triggered.connect(lambda _=False, preset=choice.preset: self.window_chosen.emit(preset))
            menu.addAction(action)

    def show_kind(self, kind: Kind | None) -> None:
        """Show what a drag does."""
        self._hands.setText(f"Drag: {_KINDS[kind].lower()}")

    def texts(self) -> tuple[list[str], str]:
        """Return the windows that can be chosen, and what a drag does."""
        return [action.text().replace("&&", "&") for action in self._windows.menu().actions()], self._hands.text()


def _menu_button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setMenu(QMenu(button))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
