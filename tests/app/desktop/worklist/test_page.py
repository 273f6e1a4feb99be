"""The worklist's page passes on what a person opens and chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.worklist.page import WorklistPage
from app.desktop.worklist.view import FilmRow, FilmState


@pytest.fixture
def page(qtbot: QtBot) -> WorklistPage:
    shown = WorklistPage()
    qtbot.addWidget(shown)
    return shown


def test_the_buttons_open_films_and_folders(page: WorklistPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["x.dcm"], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "films")
    films, folder = page.findChildren(QPushButton)
    for button, expected in ((films, [Path("x.dcm")]), (folder, [Path("films")])):
        with qtbot.waitSignal(page.opened, check_params_cb=lambda paths, expected=expected: paths == expected):
            button.click()


def test_a_dialog_that_is_left_opens_nothing(page: WorklistPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    with qtbot.assertNotEmitted(page.opened):
        page.ask_for_films()
        page.ask_for_folder()


def test_films_are_listed_and_the_next_is_passed_on(page: WorklistPage, qtbot: QtBot) -> None:
    page.add_films([FilmRow(name, FilmState.WAITING, "Waiting") for name in ("one.dcm", "two.dcm")])
    page.select_film(0)
    page.update_film(1, FilmRow("two.dcm", FilmState.READ, "In work"))
    assert page.texts() == ["one.dcm, Waiting", "two.dcm, In work"]
    with qtbot.waitSignal(page.chosen, check_params_cb=lambda row: row == 1):
        page.step(1)


def test_the_first_film_takes_the_keyboard_without_being_chosen_by_it(page: WorklistPage, qtbot: QtBot) -> None:
    page.add_films([FilmRow(name, FilmState.WAITING, "Waiting") for name in ("one.dcm", "two.dcm", "three.dcm")])
    page.show()
    page.findChildren(QPushButton)[0].setFocus()
    with qtbot.assertNotEmitted(page.chosen):
        page.select_film(1)
    with qtbot.waitSignal(page.chosen, check_params_cb=lambda row: row == 2):
        qtbot.keyClick(page.focusWidget(), Qt.Key.Key_Down)
