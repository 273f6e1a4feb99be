"""The menus of the window: the table of actions by its groups, each with its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from app.desktop.shell.actions import Action, Group
from app.desktop.shell.shortcuts import Shortcuts


class Menus:
    """Fills the menu bar of a window.

    Args:
        window: The window.
        actions: The table.
        shortcuts: Which keys do what.
        has_film: Whether a film is shown now; without one, what is of a film is grey while its menu is open.
    """

    def __init__(self, window: QMainWindow, actions: Sequence[Action], shortcuts: Shortcuts, *, has_film: Callable[[], bool]) -> None:
        self._made: dict[str, QAction] = {}
        self._switches = [action for action in actions if action.holds is not None]
        for group in Group:
            menu = window.menuBar().addMenu(f"&{group}")
            menu.aboutToShow.connect(self.show_switches)
            for action in (one for one in actions if one.group == group):
                if action.opens_part:
                    menu.addSeparator()
                made = QAction(action.name, menu)
                made.setCheckable(action.holds is not None)
                made.triggered.connect(lambda _=False, act=action.act: act())
                menu.addAction(made)
                self._made[action.name] = made
                if action.reads is not None:
                    menu.aboutToShow.connect(lambda made=made, action=action: _read(made, action.shown_as))
                    menu.aboutToHide.connect(lambda made=made: made.setVisible(True))  # As below.
                if action.of_film:
                    menu.aboutToShow.connect(lambda made=made: made.setEnabled(has_film()))
                    menu.aboutToHide.connect(lambda made=made: made.setEnabled(True))  # Else its key would stay dead.
        self.show_keys(shortcuts)

    def show_keys(self, shortcuts: Shortcuts) -> None:
        """Give every action its keys."""
        for name, made in self._made.items():
            made.setShortcuts([QKeySequence(key) for key in shortcuts.keys(name)])

    def show_switches(self) -> None:
        """Mark what is on, as it is now: buttons switch it too."""
        for action in self._switches:
            assert action.holds is not None, "it is a switch"
            self._made[action.name].setChecked(action.holds())


def _read(made: QAction, text: str) -> None:
    made.setVisible(bool(text))
    if text:
        made.setText(text)
