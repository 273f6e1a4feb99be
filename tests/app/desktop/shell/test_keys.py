"""The table of actions, its menus and its cheat sheet; a key given by hand holds at once and the next time."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QKeySequenceEdit, QLineEdit, QMenu, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from app.desktop.shell.actions import actions_of
from app.desktop.shell.cheat_sheet import CheatSheet
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.look import Layer
from app.desktop.viewer.overlay_names import NAMES
from app.desktop.viewer.view import Overlay
from app.site.shortcuts import kept_shortcuts, own_shortcuts

KEYLESS = {
    "About CXR Audit", "Film first", "Target layer…", *(f"Show {layer.lower()}" for layer in Layer),
    *(NAMES[overlay] for overlay in Overlay if overlay not in {Overlay.NONE, Overlay.GRAD_CAM, Overlay.GUIDED_GRAD_CAM}),
}  # fmt: skip


def opened(qtbot: QtBot) -> ReviewWindow:
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def keys_of(window: ReviewWindow, name: str) -> list[str]:
    action = next(found for found in window.menuBar().findChildren(QAction) if found.text() == name)
    return [key.toString() for key in action.shortcuts()]


def button(sheet: CheatSheet, text: str) -> QPushButton:
    return next(found for found in sheet.findChildren(QPushButton) if found.text() == text)


def choose(sheet: CheatSheet, name: str) -> None:
    tree = sheet.findChild(QTreeWidget)
    tree.setCurrentItem(tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)[0])


def test_every_action_has_a_name_of_its_own_and_a_key_that_no_other_has(qtbot: QtBot) -> None:
    actions = actions_of(opened(qtbot))
    assert max(Counter(action.name for action in actions).values()) == 1
    assert max(Counter(key for action in actions for key in action.keys).values()) == 1
    assert {action.name for action in actions if not action.keys} == KEYLESS
    assert all(QKeySequence(key).toString() == key for action in actions for key in action.keys)


def test_the_menus_hold_the_table_with_its_keys(qtbot: QtBot) -> None:
    window = opened(qtbot)
    for action in actions_of(window):
        assert keys_of(window, action.name) == list(action.keys)


def test_menus_mark_what_is_on_also_where_a_button_switched_it(qtbot: QtBot) -> None:
    window = opened(qtbot)
    found = {action.text(): action for action in window.menuBar().findChildren(QAction)}
    menu = found["Show lungs"].parent()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    shown = {layer: found[f"Show {layer.lower()}"].isChecked() for layer in Layer}
    assert shown == {layer: layer is not Layer.LOCALISATION for layer in Layer}
    menu.aboutToHide.emit()
    window.viewer.overlays.toggle(Layer.LUNGS)
    found["Show localisation"].trigger()
    menu.aboutToShow.emit()
    assert (found["Show lungs"].isChecked(), found["Show localisation"].isChecked()) == (False, True)
    assert window.viewer.overlays.shows(Layer.LOCALISATION)


def test_the_cheat_sheet_lists_every_action_and_finds_by_name_and_by_key(qtbot: QtBot) -> None:
    window = opened(qtbot)
    sheet = window.keys.show_sheet()
    assert sheet.texts().keys() == {action.name for action in actions_of(window)} | {""}
    for text, name in (("inver", "Invert"), ("pgdown", "Next film")):
        sheet.findChild(QLineEdit).setText(text)
        assert sheet.texts().keys() == {name, ""}
    sheet.close()


def test_a_key_given_by_hand_holds_at_once_and_in_the_next_window(qtbot: QtBot) -> None:
    window = opened(qtbot)
    sheet = window.keys.show_sheet()
    choose(sheet, "Invert")
    sheet.findChild(QKeySequenceEdit).setKeySequence(QKeySequence("F7"))
    button(sheet, "Set key").click()
    assert (keys_of(window, "Invert"), sheet.texts()["Invert"], sheet.texts()[""]) == (["F7"], "F7", "")
    assert keys_of(opened(qtbot), "Invert") == ["F7"]
    button(sheet, "Shipped keys").click()
    assert (keys_of(window, "Invert"), kept_shortcuts()) == (["I"], {})
    sheet.close()


def test_a_key_that_is_taken_is_told_and_changes_nothing(qtbot: QtBot) -> None:
    window = opened(qtbot)
    sheet = window.keys.show_sheet()
    choose(sheet, "Invert")
    sheet.findChild(QKeySequenceEdit).setKeySequence(QKeySequence("F"))
    button(sheet, "Set key").click()
    assert sheet.texts()[""] == "F is the key of “Fit the film” already. Give that another key first."
    assert (keys_of(window, "Invert"), keys_of(window, "Fit the film")) == (["I"], ["F"])
    sheet.close()


@pytest.mark.parametrize("text", ["nonsense", '"Invert" = ["F"]'])
def test_own_keys_that_cannot_be_used_are_told_when_the_window_opens(qtbot: QtBot, text: str) -> None:
    own_shortcuts().write_text(text, "utf-8")
    window = opened(qtbot)
    assert window.status.texts()["problem"].startswith("Your own keys")
    assert keys_of(window, "Invert") == ["I"]
