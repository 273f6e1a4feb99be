"""A group of details that a person opens and folds."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.fold import Fold


def test_it_is_folded_until_a_person_opens_it_by_pointer_or_key(qtbot: QtBot) -> None:
    inside = QLabel("details")
    fold = Fold("Evidence", inside)
    qtbot.addWidget(fold)
    fold.show()
    assert (inside.isVisible(), fold.button.accessibleName(), fold.button.accessibleDescription()) == (False, "Evidence", "Folded")
    qtbot.mouseClick(fold.button, Qt.MouseButton.LeftButton)
    assert (inside.isVisible(), fold.button.accessibleDescription()) == (True, "Shown")
    qtbot.keyClick(fold.button, Qt.Key.Key_Space)
    assert not inside.isVisible()


def test_what_shows_itself_stays_folded(qtbot: QtBot) -> None:
    inside = QLabel("details")
    fold = Fold("Evidence", inside)
    qtbot.addWidget(fold)
    fold.show()
    inside.setVisible(False)
    inside.setVisible(True)
    assert not inside.isVisible()
    fold.set_open(True)
    assert inside.isVisible()
