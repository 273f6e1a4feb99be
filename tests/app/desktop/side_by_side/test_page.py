"""The page of tests side by side, over the film's."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.desktop.side_by_side.page import SideBySidePage
from app.desktop.side_by_side.view import Picture
from app.desktop.theme import PROBLEM

MASK = np.zeros((60, 80), bool)
MASK[10:30, 10:40] = True


def picture(title: str, grey: int) -> Picture:
    return Picture(np.full((60, 80), grey, np.uint8), MASK, title, f"Score 0.{grey}")


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[SideBySidePage]:
    shown = SideBySidePage(QLabel("the film"))
    qtbot.addWidget(shown)
    shown.resize(600, 600)
    shown.show()
    yield shown
    shown.close()


def opened(page: SideBySidePage) -> SideBySidePage:
    page.set_open(True)
    page.show_regions("Mass", ["0: A corner", "1: A border"], 1)
    page.show_pictures([picture("Original", 100), picture("One", 50), picture("Two", 200)], ["A note."])
    return page


def test_it_takes_the_films_place_and_gives_it_back(page: SideBySidePage) -> None:
    assert page.texts() == {}
    assert page.currentIndex() == 0
    opened(page)
    assert page.texts() == {
        "title": "Tests of Mass", "regions": ["Region 0: A corner", "Region 1: A border"], "chosen": "Region 1: A border", "message": "",
        "pictures": [["Original", "Score 0.100"], ["One", "Score 0.50"], ["Two", "Score 0.200"]], "notes": "A note.",
    }  # fmt: skip
    page.set_open(False)
    assert page.texts() == {}


def test_pictures_stand_beside_each_other_grey_as_they_are_with_the_region_outlined(page: SideBySidePage, qtbot: QtBot) -> None:
    opened(page)
    qtbot.wait(20)
    picture = page.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    drawn = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)[..., 2::-1].astype(int)
    tiles = [tile for tile in page.findChildren(QLabel) if tile.text() in {"Original", "One", "Two"} and tile.isVisible()]
    places = {tile.text(): tile.mapTo(page, tile.rect().center()) for tile in tiles}
    assert places["Original"].y() == places["One"].y()
    assert places["Original"].x() < places["One"].x()
    assert places["Two"].y() > places["One"].y()
    assert {100, 50, 200} <= {*drawn[::3, ::3, 0].ravel().tolist()}
    assert (np.abs(drawn - QColor(PROBLEM).getRgb()[:3]).sum(axis=2) < 30).any()


def test_a_message_takes_the_place_of_pictures(page: SideBySidePage) -> None:
    opened(page)
    page.show_message("Wait.")
    read = page.texts()
    assert (read["message"], read["pictures"], read["notes"]) == ("Wait.", [], "")


def test_a_region_is_chosen_by_hand_alone(page: SideBySidePage, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(page.region_chosen):
        opened(page)
    with qtbot.waitSignal(page.region_chosen, check_params_cb=lambda row: row == 0):
        qtbot.keyClick(page._regions, Qt.Key.Key_Up)


def test_the_button_and_escape_lead_back_to_the_film(page: SideBySidePage, qtbot: QtBot) -> None:
    opened(page)
    qtbot.waitExposed(page)
    with qtbot.waitSignal(page.left):
        page.back_button.click()
