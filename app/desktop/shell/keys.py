"""The keys of a window: from the table of actions and a person's own choice to menus and cheat sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMainWindow

from app.desktop.shell.actions import Action
from app.desktop.shell.cheat_sheet import CheatSheet
from app.desktop.shell.menus import Menus
from app.desktop.shell.shortcuts import Shortcuts
from app.site.shortcuts import UnusableShortcuts, keep_shortcuts, kept_shortcuts

_NOT_KEPT = "The keys hold until the window is closed; they could not be kept: {why}"


class WindowKeys:
    """Makes the menus of a window, and shows its cheat sheet.

    Args:
        window: The window.
        actions: The table.
        tell: Shows a sentence to the person.
        has_film: Whether a film is shown now.
    """

    def __init__(
        self, window: QMainWindow, actions: Sequence[Action], *, tell: Callable[[str], None], has_film: Callable[[], bool]
    ) -> None:  # fmt: skip
        self._window, self._actions = window, actions
        self._shortcuts = Shortcuts({action.name: action.keys for action in actions})
        self._sheet: CheatSheet | None = None
        try:
            sentence = self._shortcuts.take_own(kept_shortcuts())
        except (UnusableShortcuts, OSError) as error:
            sentence = str(error)
        self._menus = Menus(window, actions, self._shortcuts, has_film=has_film)
        if sentence:
            tell(sentence)

    def show_sheet(self) -> CheatSheet:
        """Show the cheat sheet."""
        if self._sheet is None:
            self._sheet = CheatSheet(self._window, self._actions)
            self._sheet.bound.connect(self._bind)
            self._sheet.reset.connect(self._reset)
        self._sheet.show_keys(self._shortcuts)
        self._sheet.show()
        return self._sheet

    def _bind(self, action: str, key: str) -> None:
        sentence = self._shortcuts.bind(action, key)
        self._show(sentence or self._keep())

    def _reset(self) -> None:
        self._shortcuts.reset()
        self._show(self._keep())

    def _keep(self) -> str:
        try:
            keep_shortcuts(self._shortcuts.own())
        except OSError as error:
            return _NOT_KEPT.format(why=error.strerror or error)
        return ""

    def _show(self, sentence: str) -> None:
        self._menus.show_keys(self._shortcuts)
        if self._sheet is not None:
            self._sheet.show_keys(self._shortcuts, sentence)
