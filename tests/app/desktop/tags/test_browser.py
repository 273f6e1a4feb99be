"""The tag browser lists, finds and copies, and takes nothing in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtWidgets import QLineEdit, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.tags.browser import TagBrowser
from models.values.listed_tag import ListedTag

TAGS = [
    ListedTag(0, "(0008,0060)", "Modality", "CS", "DX"),
    ListedTag(0, "(0040,0275)", "Request Attributes Sequence", "SQ", "1 item"),
    ListedTag(1, "(0040,0007)", "Scheduled Procedure Step Description", "LO", "Chest <b>PA</b>"),
]


@pytest.fixture
def browser(qtbot: QtBot) -> Iterator[TagBrowser]:
    window = QWidget()
    qtbot.addWidget(window)
    shown = TagBrowser(window)
    shown.show_tags(TAGS, "")
    yield shown
    window.close()


@pytest.mark.parametrize(("text", "rows"), [("", [0, 1, 2]), ("modal", [0]), ("0040", [1, 2]), ("chest", [2]), ("nothing", [])])
def test_what_is_looked_for_is_found_by_tag_name_and_value(browser: TagBrowser, text: str, rows: list[int]) -> None:
    browser.findChild(QLineEdit).setText(text)
    assert [row[-1] for row in browser.texts()[0]] == [TAGS[row].value for row in rows]


def test_elements_of_a_sequence_stand_further_in_and_mark_up_is_text(browser: TagBrowser) -> None:
    assert browser.texts()[0][2] == ("    (0040,0007)", "Scheduled Procedure Step Description", "LO", "Chest <b>PA</b>")


def test_the_pointer_shows_mark_up_as_text_too(browser: TagBrowser) -> None:
    tip = browser.findChild(QTableWidget).item(2, 3).toolTip()
    assert QTextDocumentFragment.fromHtml(tip).toPlainText() == "Chest <b>PA</b>"


def test_a_browser_that_is_minimised_keeps_its_rows(browser: TagBrowser, qtbot: QtBot) -> None:
    """Its window system hides it and shows it again; the person still looks."""
    browser.open_tags()
    qtbot.waitExposed(browser)
    with qtbot.assertNotEmitted(browser.closed):
        browser.showMinimized()
        QGuiApplication.processEvents()
    assert browser.isMinimized()
    browser.close()


def test_nothing_can_be_changed_and_selected_rows_are_copied(browser: TagBrowser, qtbot: QtBot) -> None:
    table = browser.findChild(QTableWidget)
    assert not any(table.item(row, column).flags() & Qt.ItemFlag.ItemIsEditable for row in range(3) for column in range(4))
    table.selectRow(0)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "(0008,0060)\tModality\tCS\tDX"


def test_a_message_takes_the_place_of_the_rows_and_closing_is_told(browser: TagBrowser, qtbot: QtBot) -> None:
    browser.show_tags([], "The file is not DICOM, so it has no tags.")
    assert browser.texts() == ([], "The file is not DICOM, so it has no tags.")
    browser.open_tags()
    with qtbot.waitSignal(browser.closed):
        browser.close()
