"""What hides all that the classifier says, over real pages; and overlays that blink."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.remembered import keep_film_first, kept_film_first
from app.desktop.review.view import Detail, FindingRow, Judgement
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.view import Heat, Mark, Overlay
from models.values.radiograph import Header, Radiograph, Window

FILM = Radiograph(np.full((200, 300), 0.5, np.float32), Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 200, 300))


@pytest.fixture
def window(qtbot: QtBot) -> ReviewWindow:
    """A film with a map, a box and a finding."""
    shown = ReviewWindow()
    qtbot.addWidget(shown)
    shown.viewer.show_film(FILM, "")
    shown.show()
    shown.viewer.show_heat(Heat(np.ones((4, 6), np.float32), "Grad-CAM", "0", "1", ""), "")
    shown.viewer.show_marks([Mark((10, 10, 60, 60), "40%", challenged=False)])
    shown.review.show_findings([FindingRow("Cardiomegaly", True, "0.900", "0.500", "1%", "+0.00")], 0)
    shown.review.show_film_verdict(Judgement("Not assessable", "The lungs could not be relied on."))
    shown.review.show_detail(Detail("Cardiomegaly"))
    return shown


def test_a_drawn_curtain_leaves_the_film_alone(window: ReviewWindow, qtbot: QtBot) -> None:
    """No map can be chosen behind it; a judgement that arrives behind it stays behind it, and comes out with the rest."""
    film, review = window.viewer.film, window.review
    with_overlays = film.viewport().grab().toImage()
    window.curtain.show_classifier(False, "It is hidden.", "Show it")
    assert (review.cover(), window.curtain.is_open) == ("It is hidden.", False)
    assert not any(part.isVisible() for part in (review.findings, review.detail, review.verdict))
    assert len({film.viewport().grab().toImage().pixel(x, y) for x in range(40, 200, 40) for y in range(40, 200, 40)}) <= 2
    review.show_film_verdict(Judgement("Not challenged", "It is far from its threshold."))
    assert not review.verdict.isVisible()
    with qtbot.assertNotEmitted(window.viewer.overlay_chosen), qtbot.assertNotEmitted(review.tests_wanted):
        window.viewer.overlays.choose(Overlay.GRAD_CAM)
        review.ask_for_tests()
        review.step(1)
    button = next(one for one in review.findChildren(QPushButton) if one.text() == "Show it")
    with qtbot.waitSignal(window.curtain.wanted):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    window.curtain.show_classifier(True, "", "")
    assert (review.cover(), review.findings.isVisible(), review.verdict.isVisible()) == ("", True, True)
    assert film.viewport().grab().toImage() == with_overlays


def test_one_key_blinks_overlays_until_it_is_pressed_again_or_another_film_comes(window: ReviewWindow, qtbot: QtBot) -> None:
    layers = window.viewer.film.layers
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_V)
    assert (window.viewer.blinks(), layers.all_shown) == (True, False)
    qtbot.waitUntil(lambda: layers.all_shown, timeout=3000)
    qtbot.keyClick(window, Qt.Key.Key_V)
    assert (window.viewer.blinks(), layers.all_shown) == (False, True)
    window.viewer.blink()
    window.viewer.show_film(FILM, "")
    assert (window.viewer.blinks(), layers.all_shown) == (False, True)


def test_behind_the_curtain_nothing_blinks(window: ReviewWindow) -> None:
    window.viewer.blink()
    window.curtain.show_classifier(False, "It is hidden.", "Show it")
    assert (window.viewer.blinks(), window.viewer.film.layers.all_shown) == (False, False)
    window.viewer.blink()
    assert not window.viewer.blinks()
    window.viewer.show_film(FILM, "")
    assert not window.viewer.film.layers.all_shown


def test_film_first_is_remembered() -> None:
    assert not kept_film_first()
    keep_film_first(True)
    assert kept_film_first()
    keep_film_first(False)
    assert not kept_film_first()
