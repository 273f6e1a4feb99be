"""A row's line, broken where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.row_painter import broken, least_width, wished_width
from app.desktop.worklist.view import FilmRow, FilmState

LINE = "Not assessable · 2 positive · 1 lost · entry 20000 (already recorded)"


@pytest.mark.parametrize(
    ("room", "pieces"),
    [
        (99, [LINE]),
        (50, ["Not assessable · 2 positive · 1 lost · entry 20000", "(already recorded)"]),
        (40, ["Not assessable · 2 positive · 1 lost", "entry 20000 (already recorded)"]),
        (28, ["Not assessable · 2 positive", "1 lost · entry 20000", "(already recorded)"]),
        (20, ["Not assessable", "2 positive · 1 lost", "entry 20000 (already recorded)"]),
    ],
)
def test_a_line_is_broken_between_its_parts(room: int, pieces: list[str]) -> None:
    assert broken(LINE, lambda text: len(text) <= room) == pieces


@pytest.mark.parametrize("line", ["Waiting", "", "In work"])
def test_what_has_no_parts_stays_whole(line: str) -> None:
    assert broken(line, lambda _: False) == [line]


def painted(worklist: WorklistPanel, width: int) -> QImage:
    """The second of three rows, drawn on a sheet that is larger."""
    option = QStyleOptionViewItem()
    option.initFrom(worklist)
    height = worklist.sizeHintForRow(0)
    sheet = QImage(width + 200, 3 * height, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.black)
    painter = QPainter(sheet)
    painter.setFont(worklist.font())
    option.rect = QRect(0, height, width, height)
    worklist.itemDelegate().paint(painter, option, worklist.model().index(0, 0))
    painter.end()
    return sheet


@pytest.mark.parametrize("size", [9, 13.5])
def test_the_fullest_row_of_the_narrowest_list_stays_in_its_place(qtbot: QtBot, size: float) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    font = worklist.font()
    font.setPointSizeF(size)
    worklist.setFont(font)
    worklist.add([FilmRow("film" * 40, FilmState.SCREENED, "Not assessable · 12 positive · 10 lost · entry 100000 (already recorded)")])
    width, height = least_width(worklist.fontMetrics()), worklist.sizeHintForRow(0)
    sheet = painted(worklist, width)
    for beside in (QRect(0, 0, width + 200, height), QRect(0, 2 * height, width + 200, height), QRect(width, height, 200, height)):
        alone = sheet.copy(beside)
        blank = QImage(alone.size(), alone.format())
        blank.fill(Qt.GlobalColor.black)
        assert alone == blank


def test_at_the_wished_width_a_row_is_read_whole(qtbot: QtBot) -> None:
    """No … is drawn: with more room the row looks the same."""
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.add([FilmRow("a.dcm", FilmState.SCREENED, "2 positive · 1 part · entry 100000 · 10 lost")])
    width, height = wished_width(worklist.fontMetrics()), worklist.sizeHintForRow(0)
    place = QRect(0, height, width, height)
    assert painted(worklist, width).copy(place) == painted(worklist, width + 8).copy(place)
