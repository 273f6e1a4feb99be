"""The film alone: set what it shows, do what a person does."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.view import Heat, Mark
from models.values.radiograph import Header, Radiograph, Window


@pytest.fixture
def film() -> Radiograph:
    """A ramp from black on the left to white on the right, 400 × 600."""
    pixels = np.tile(np.linspace(0, 1, 600, dtype=np.float32), (400, 1))
    return Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 400, 600))


@pytest.fixture
def view(qtbot: QtBot, film: Radiograph) -> FilmView:
    shown = FilmView()
    qtbot.addWidget(shown)
    shown.resize(600, 400)
    shown.show()
    shown.show_film(film, "")
    return shown


def grey_at(view: FilmView, x: float, y: float) -> int:
    """Grey on the screen at a place of the film."""
    point = view.mapFromScene(x, y)
    return view.viewport().grab().toImage().pixelColor(point).lightness()


def test_a_film_is_shown_bright_where_it_is_dense(view: FilmView) -> None:
    assert grey_at(view, 60, 100) < 60
    assert grey_at(view, 540, 100) > 195


def test_invert_swaps_black_and_white_and_reset_undoes_it(view: FilmView) -> None:
    view.invert()
    assert grey_at(view, 60, 100) > 195
    view.reset_window()
    assert grey_at(view, 60, 100) < 60


def test_a_narrow_window_saturates_both_ends(view: FilmView, qtbot: QtBot) -> None:
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(500, 200))
    qtbot.mouseMove(view.viewport(), QPoint(260, 200))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(260, 200))
    assert "by hand" in view.description()
    assert (grey_at(view, 200, 100), grey_at(view, 400, 100)) == (0, 255)


def test_the_wheel_zooms_at_the_pointer_and_fit_undoes_it(view: FilmView) -> None:
    fitted = view.transform().m11()
    place = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view.viewport(), event)
    assert view.transform().m11() == pytest.approx(fitted * 1.15**2)
    view.fit()
    assert view.transform().m11() == pytest.approx(fitted)
    view.actual_size()
    assert view.transform().m11() == 1


def test_a_map_colours_the_film_where_it_is_hot_only(view: FilmView) -> None:
    values = np.zeros((40, 60), np.float32)
    values[:, 40:] = 1
    before_hot, before_cold = grey_at(view, 500, 50), grey_at(view, 100, 50)
    view.set_heat_opacity(1.0)
    view.show_heat(Heat(values, "Grad-CAM", "0", "1", ""))
    pixel = view.viewport().grab().toImage().pixelColor(view.mapFromScene(500, 50))
    assert pixel.saturation() > 60
    assert grey_at(view, 100, 50) == before_cold
    view.show_heat(None)
    assert grey_at(view, 500, 50) == before_hot


def test_lungs_and_boxes_can_be_hidden(view: FilmView) -> None:
    lungs = np.zeros((400, 600), bool)
    lungs[100:300, 100:300] = True
    plain = view.viewport().grab().toImage()
    view.show_lungs(lungs)
    view.show_marks([Mark((350, 50, 450, 150), "40%", challenged=False), Mark((360, 60, 400, 100), "Δ +1.00", challenged=True)])
    assert view.viewport().grab().toImage() != plain
    view.set_lungs_visible(False)
    view.set_marks_visible(False)
    assert view.viewport().grab().toImage() == plain


def test_the_text_of_a_box_stays_on_the_screen_at_every_zoom(view: FilmView) -> None:
    """A box in the upper right corner: its text is written to the left of the film's edge, and beside the film nothing is."""
    view.resize(700, 400)
    view.fit()
    plain = view.viewport().grab().toImage()
    view.show_marks([Mark((580, 0, 600, 20), "12% upper right corner, text or marker", challenged=False)])
    marked = view.viewport().grab().toImage()
    changed = [x for x in range(plain.width()) if any(plain.pixel(x, y) != marked.pixel(x, y) for y in range(plain.height()))]
    edge = view.mapFromScene(600, 0).x()
    assert edge - 150 > changed[0]
    assert changed[-1] <= edge + 2


def test_a_message_stands_in_for_a_film(view: FilmView) -> None:
    view.show_film(None, "This is a CT slice.")
    with_message = view.viewport().grab().toImage()
    assert view.message == "This is a CT slice."
    view.show_film(None, "")
    assert with_message != view.viewport().grab().toImage()
