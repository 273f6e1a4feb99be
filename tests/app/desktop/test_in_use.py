"""The window is in use from the first touch until some time after the last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.desktop import in_use
from app.desktop.in_use import InUse


def test_hands_are_told_once_and_rest_is_told_after_the_last_touch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_use, "IDLE_MILLISECONDS", 50)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    parent = QObject()
    told: list[bool] = []
    listening = InUse(field.windowHandle(), parent)
    listening.changed.connect(told.append)
    field.repaint()
    assert told == []
    QTest.mouseMove(field.windowHandle(), QPoint(5, 5))
    QTest.mouseClick(field.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(6, 6))
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert told == [True]
    assert field.text() == "a"
    with qtbot.waitSignal(listening.changed):
        pass
    assert told == [True, False]
