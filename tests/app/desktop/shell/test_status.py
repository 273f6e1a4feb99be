"""The status line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.shell.status import StatusLine
from app.desktop.texts import OneLine


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    shown = StatusLine()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def button(line: StatusLine, text: str) -> QPushButton:
    """The button that reads so."""
    return next(found for found in line.findChildren(QPushButton) if found.text().startswith(text))


def test_progress_is_shown_with_a_way_to_stop(line: StatusLine, qtbot: QtBot) -> None:
    cancel = button(line, "Cancel")
    assert not cancel.isVisible()
    line.show_progress(3, 9, "reading")
    assert line.texts()["progress"] == "3 of 9 films · reading"
    with qtbot.waitSignal(line.cancelled):
        qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    line.show_progress(0, 0, "looking")
    assert line.texts()["progress"] == "Looking"
    assert line.findChild(QProgressBar).maximum() == 0
    line.show_progress(0, 0, None)
    assert "progress" not in line.texts()


def test_a_problem_stays_until_it_is_taken_away_and_its_place_can_be_copied(line: StatusLine, qtbot: QtBot) -> None:
    line.show_problem("The disk is full.", "trace")
    assert line.texts()["problem"] == "The disk is full."
    qtbot.mouseClick(button(line, "Copy details"), Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "The disk is full.\ntrace"
    line.show_problem("The disk is full.", None)
    assert not button(line, "Copy details").isVisible()
    line.show_problem("", None)
    assert "problem" not in line.texts()


def test_a_notice_stays_until_it_is_taken_away(line: StatusLine) -> None:
    line.show_notice("2 other files passed over")
    assert line.texts()["notice"] == "2 other files passed over"
    line.show_notice("")
    assert "notice" not in line.texts()


def test_the_head_is_copied_whole(line: StatusLine, qtbot: QtBot) -> None:
    line.show_head("Head: entry 3 · ab…", "ab" * 32)
    head = button(line, "Head")
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "ab" * 32
    assert head.toolTip().startswith("ab" * 32)
    line.show_head("", "")
    assert "head" not in line.texts()


def test_everything_at_once_fits_a_small_screen(line: StatusLine) -> None:
    line.show_head("Head: entry 1000 · abcdefabcdef…", "ab" * 32)
    line.show_progress(3, 240, "testing where the score comes from")
    line.show_problem("This reading is not in the log. audit.db is read-only.", "trace")
    line.show_notice("12345 other files passed over")
    assert line.minimumSizeHint().width() <= 960
    line.show_progress(0, 0, None)
    line.show_trust("embedded: another classifier, not certified here", "What follows.")
    assert line.minimumSizeHint().width() <= 960


def test_the_certificate_is_said_while_nothing_is_under_way(line: StatusLine) -> None:
    line.show_trust("teaching: Grad-CAM certified", "What follows.")
    assert line.texts()["trust"] == "teaching: Grad-CAM certified"
    line.show_progress(1, 3, "reading")
    assert "trust" not in line.texts()


def test_where_room_is_scarce_a_text_ends_in_an_ellipsis_and_the_pointer_shows_it_whole(line: StatusLine) -> None:
    line.show_head("Head: entry 1000 · abcdefabcdef…", "ab" * 32)
    headline = "teaching: Grad-CAM certified, guided maps show edges only"
    line.show_trust(headline, "What follows.")
    shown = next(label for label in line.findChildren(OneLine) if label.isVisible())
    line.resize(1600, line.height())
    assert shown.text() == headline
    line.resize(700, line.height())
    assert shown.text().endswith("…")
    assert line.texts()["trust"] == headline
    assert shown.toolTip() == f"{headline}\nWhat follows."
