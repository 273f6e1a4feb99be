"""How the window's width is shared."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSpacerItem
from pytestqt.qtbot import QtBot

from app.desktop.shell.columns import Columns


class Page(QFrame):
    """A page that wishes for one width and needs another."""

    def __init__(self, wish: int, least: int) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addSpacerItem(QSpacerItem(wish, 300, QSizePolicy.Policy.Preferred))
        self.setMinimumWidth(least)


@pytest.fixture
def columns(qtbot: QtBot) -> Columns:
    shown = Columns(Page(228, 180), Page(0, 300), Page(344, 288))
    qtbot.addWidget(shown)
    shown.setHandleWidth(4)
    shown.show()
    return shown


@pytest.mark.parametrize(
    ("width", "expected"), [(1600, [260, 922, 410]), (1280, [230, 677, 365]), (960, [228, 380, 344]), (776, [180, 300, 288])]
)
def test_the_film_takes_what_the_pages_beside_it_leave(columns: Columns, width: int, expected: list[int]) -> None:
    columns.resize(width, 500)
    assert columns.sizes() == pytest.approx(expected, abs=1)
    assert sum(columns.sizes()) == width - 8


def test_what_a_person_has_set_stays(columns: Columns, qtbot: QtBot) -> None:
    columns.resize(1280, 500)
    handle = columns.handle(1)
    qtbot.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(2, 100))
    qtbot.mouseMove(handle, QPoint(92, 100))
    qtbot.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=QPoint(92, 100))
    left = columns.sizes()[0]
    assert left == pytest.approx(320, abs=4)
    columns.resize(1500, 500)
    assert columns.sizes()[0] == left
