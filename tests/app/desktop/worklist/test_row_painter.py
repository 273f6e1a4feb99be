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
from app.desktop.worklist.wording import row_line
from audit.records.told import verdict_text
from models.values.verdict import Verdict
from tests.app.desktop.records import entry, judged

LINE = "Dependent on outside · 2 positive · entry 20000 (already recorded)"


@pytest.mark.parametrize(
    ("room", "pieces"),
    [
        (99, [LINE]),
        (50, ["Dependent on outside · 2 positive · entry 20000", "(already recorded)"]),
        (40, ["Dependent on outside · 2 positive", "entry 20000 (already recorded)"]),
        (28, ["Dependent on outside", "2 positive · entry 20000", "(already recorded)"]),
        (20, ["Dependent on outside", "2 positive", "entry 20000 (already recorded)"]),
        (14, ["Dependent on", "outside", "2 positive · entry 20000 (already recorded)"]),
    ],
)
def test_a_line_is_broken_between_its_parts_and_between_words(room: int, pieces: list[str]) -> None:
    assert broken(LINE, lambda text: len(text) <= room) == pieces


@pytest.mark.parametrize("line", ["Waiting", "", "(already recorded)", "entry 20000"])
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
    worklist.add([FilmRow("film" * 40, FilmState.SCREENED, "No outside dependence found · 12 positive · entry 100000 (already recorded)")])
    width, height = least_width(worklist.fontMetrics()), worklist.sizeHintForRow(0)
    sheet = painted(worklist, width)
    for beside in (QRect(0, 0, width + 200, height), QRect(0, 2 * height, width + 200, height), QRect(width, height, 200, height)):
        alone = sheet.copy(beside)
        blank = QImage(alone.size(), alone.format())
        blank.fill(Qt.GlobalColor.black)
        assert alone == blank


def _line(verdict: Verdict) -> str:
    return row_line(entry(judged(str(verdict)), seq=100_000), already_recorded=False)


@pytest.mark.parametrize("verdict", Verdict)
def test_at_the_wished_width_a_row_is_read_whole(qtbot: QtBot, verdict: Verdict) -> None:
    """No … is drawn, and the verdict stands on one line."""
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    metrics = worklist.fontMetrics()
    room = wished_width(metrics) - 80
    pieces = broken(_line(verdict), lambda text: metrics.horizontalAdvance(text) <= room)
    assert pieces[0].startswith(verdict_text(str(verdict)).capitalize())
    assert all(metrics.horizontalAdvance(piece) <= room for piece in pieces)


@pytest.mark.parametrize("verdict", Verdict)
def test_at_the_least_width_the_verdict_is_read_whole(qtbot: QtBot, verdict: Verdict) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    metrics = worklist.fontMetrics()
    room = least_width(metrics) - 80
    pieces = broken(_line(verdict), lambda text: metrics.horizontalAdvance(text) <= room)
    said = " ".join(pieces).replace(" · ", " ")
    assert said.startswith(verdict_text(str(verdict)).capitalize())
    assert all(metrics.horizontalAdvance(piece) <= room for piece in pieces[:2])


def test_no_verdict_has_a_colour_of_its_own(qtbot: QtBot) -> None:
    """Least of all a green: what was not found was looked for outside alone."""
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.add([FilmRow("a.dcm", FilmState.SCREENED, "No outside dependence found · 1 positive · entry 3")])
    image = painted(worklist, 300)
    colours = {image.pixelColor(x, y).getRgb()[:3] for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 3
    assert not any(green > 1.1 * max(red, blue) + 8 for red, green, blue in colours)


def test_every_verdict_is_another_picture_by_its_shape_alone(qtbot: QtBot) -> None:
    """The same words and, drawn black and white, the same colours: what differs is the shape at the end of the name."""
    seen = []
    for verdict in (None, *Verdict):
        worklist = WorklistPanel()
        qtbot.addWidget(worklist)
        worklist.add([FilmRow("a.dcm", FilmState.SCREENED, "entry 3", verdict=verdict)])
        grey = painted(worklist, 300).convertToFormat(QImage.Format.Format_Mono)
        seen.append(bytes(grey.constBits()))
    assert len(set(seen)) == len(seen)
