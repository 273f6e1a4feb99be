"""The start page: by pointer and keyboard, with names for a screen reader, whole however small."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.start.page import StartPage
from app.desktop.start.view import LogRow

LONG = LogRow("胸部X線" * 30 + ".db", "/data/" + "folder/" * 40, "all that is known")


@pytest.fixture
def page(qtbot: QtBot) -> StartPage:
    shown = StartPage(QLabel("film"))
    qtbot.addWidget(shown)
    shown.resize(340, 480)
    shown.show()
    shown.set_open(True)
    return shown


def test_the_film_is_seen_until_it_is_opened_and_after_it_was_closed(page: StartPage) -> None:
    assert page.films_button.isVisible()
    page.set_open(False)
    assert (page.films_button.isVisible(), page.widget(0).isVisible()) == (False, True)


def test_everything_is_reached_by_pointer_and_key(page: StartPage, qtbot: QtBot) -> None:
    page.show_logs([LONG, LONG])
    page.logs()[0].show()
    for button, signal in (
        (page.films_button, page.films_wanted), (page.folder_button, page.folder_wanted), (page.phantoms_button, page.phantoms_wanted),
        (page.logs()[0], page.log_chosen),
    ):  # fmt: skip
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() or button.text()
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(signal):
            qtbot.keyClick(button, Qt.Key.Key_Space)


def test_which_log_was_chosen_is_told_by_its_row(page: StartPage, qtbot: QtBot) -> None:
    page.show_logs([LONG, LONG])
    with qtbot.waitSignal(page.log_chosen, check_params_cb=lambda row: row == 1):
        page.logs()[1].click()


def test_the_keyboard_is_on_the_first_button_of_the_page_that_opens(page: StartPage) -> None:
    page.set_open(False)
    page.phantoms_button.setFocus()
    page.set_open(True)
    assert page.focusWidget() is page.films_button


def test_a_long_name_widens_nothing_and_the_pointer_shows_it_whole(page: StartPage, qtbot: QtBot) -> None:
    page.show_logs([LONG] * 6)
    qtbot.waitUntil(lambda: all(200 < button.width() < 340 for button in page.logs()))
    assert page.width() == 340
    assert page.logs()[0].toolTip() == LONG.tip
    assert page.logs()[0].accessibleName() == f"{LONG.name}. {LONG.line}"


def test_a_log_that_is_gone_cannot_be_chosen(page: StartPage, qtbot: QtBot) -> None:
    page.show_logs([LogRow("a.db", "No longer in /stick", "", gone=True)])
    with qtbot.assertNotEmitted(page.log_chosen):
        page.logs()[0].click()


def test_while_something_is_under_way_nothing_else_is_begun(page: StartPage) -> None:
    page.show_logs([LogRow("a.db", "No longer in /stick", "", gone=True), LogRow("b.db", "/logs", "")])
    page.show_message("Phantom films are drawn…", under_way=True)
    assert page.message() == "Phantom films are drawn…"
    assert not any(button.isEnabled() for button in (page.films_button, page.phantoms_button, *page.logs()))
    page.show_message("They could not be drawn.")
    assert page.films_button.isEnabled()
    assert [button.isEnabled() for button in page.logs()] == [False, True]
