"""The film alone: set what it shows, do what a person does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop.viewer.film_view import FilmView
from app.desktop.viewer.presets import Preset
from app.desktop.viewer.view import Mark
from models.values.radiograph import Orientation, Radiograph

ROOT = Path(__file__).parents[4]


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


def roll(view: FilmView, place: QPointF, angle: QPoint, pixels: QPoint | None = None) -> bool:
    """Turn the wheel at a place, without a move of the mouse before; tells whether the view took it."""
    none = (Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase)
    event = QWheelEvent(place, place, pixels or QPoint(), angle, *none, False)
    QApplication.sendEvent(view.viewport(), event)
    return event.isAccepted()


def film_point(view: FilmView, place: QPointF) -> QPointF:
    """The film point at a place of the view."""
    return view.viewportTransform().inverted()[0].map(place)


def zoom_of(view: FilmView) -> int:
    """The zoom that is told, in percent."""
    return int(view.description().rpartition("Zoom ")[2].removesuffix("%"))


SIZES = [(600, 400), (320, 700), (1500, 900)]
PLACES = [(0.5, 0.5), (0.01, 0.02), (0.99, 0.97), (0.7, 0.2)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("part", PLACES)
@pytest.mark.parametrize("first", [1, -1])
def test_the_film_point_under_the_pointer_stays_over_eight_steps(
    view: FilmView, size: tuple[int, int], part: tuple[float, float], first: int
) -> None:
    """Eight notches one way and eight back, at the centre, near two corners and elsewhere on the film."""
    view.resize(*size)
    fitted = view.transform()
    place = QPointF(view.mapFromScene(part[0] * 600, part[1] * 400))
    held = film_point(view, place)
    for direction in (first, -first):
        for _ in range(8):
            assert roll(view, place, QPoint(0, direction * 120))
            shift = view.viewportTransform().map(held) - place
            assert max(abs(shift.x()), abs(shift.y())) < 0.01
            assert view.mapToScene(place.toPoint()) == film_point(view, place)
    assert view.transform().m11() == pytest.approx(fitted.m11())
    assert (view.transform().dx(), view.transform().dy()) == pytest.approx((fitted.dx(), fitted.dy()), abs=0.01)


def test_a_notch_is_as_much_in_parts_and_from_a_touchpad(view: FilmView) -> None:
    place, fitted = QPointF(200, 100), view.transform().m11()
    for angles, pixels in (([120], [0]), ([15] * 8, [0] * 8), ([0] * 6, [10] * 6)):
        view.fit()
        for angle, pixel in zip(angles, pixels, strict=True):
            assert roll(view, place, QPoint(0, angle), QPoint(0, pixel))
        assert view.transform().m11() == pytest.approx(fitted * 1.15)


def test_a_wheel_that_turns_sideways_zooms_nothing(view: FilmView) -> None:
    before = view.transform()
    assert not roll(view, QPointF(200, 100), QPoint(120, 0))
    assert view.transform() == before


def test_without_a_film_nothing_is_zoomed_or_moved(view: FilmView, qtbot: QtBot) -> None:
    view.show_film(None, "This is a CT slice.")
    before = view.transform()
    roll(view, QPointF(200, 100), QPoint(0, 120))
    view.zoom_in()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.transform() == before


def test_keys_zoom_about_the_centre_and_pan(view: FilmView, qtbot: QtBot) -> None:
    centre = QPointF(300, 200)
    roll(view, QPointF(500, 100), QPoint(0, 480))
    held = film_point(view, centre)
    for act in (view.zoom_in, view.zoom_out, view.zoom_in, view.actual_size):
        act()
        assert (view.viewportTransform().map(held) - centre).manhattanLength() <= 1
    for key, there in ((Qt.Key.Key_Left, (40, 0)), (Qt.Key.Key_Down, (0, -40)), (Qt.Key.Key_Right, (-40, 0)), (Qt.Key.Key_Up, (0, 40))):
        view.fit()
        held = film_point(view, centre)
        qtbot.keyClick(view, key)
        shift = view.viewportTransform().map(held) - centre
        assert (shift.x(), shift.y()) == pytest.approx(there)
    view.zoom_in()
    view.fit()
    assert film_point(view, centre) == QPointF(300, 200)


def test_the_film_follows_the_pointer_that_drags_it(view: FilmView, qtbot: QtBot) -> None:
    held = film_point(view, QPointF(300, 200))
    qtbot.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(300, 200))
    for place in (QPoint(310, 190), QPoint(350, 260)):
        qtbot.mouseMove(view.viewport(), place)
        assert (view.viewportTransform().map(held) - QPointF(place)).manhattanLength() < 0.01
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(350, 260))
    assert "by hand" not in view.description()


def test_a_view_that_grows_keeps_what_is_in_its_middle(view: FilmView) -> None:
    roll(view, QPointF(500, 100), QPoint(0, 480))
    held = film_point(view, QPointF(300, 200))
    view.resize(800, 700)
    assert (view.viewportTransform().map(held) - QPointF(400, 350)).manhattanLength() < 0.01


def test_on_another_screen_the_zoom_stays_as_it_is_told(view: FilmView, monkeypatch: pytest.MonkeyPatch) -> None:
    view.actual_size()
    for ratio in (1.25, 2.0, 1.5):
        monkeypatch.setattr(view, "devicePixelRatioF", lambda ratio=ratio: ratio)
        QApplication.sendEvent(view, QEvent(QEvent.Type.DevicePixelRatioChange))
        assert zoom_of(view) == 100
        assert view.transform().m11() == pytest.approx(1 / ratio)
    view.fit()
    fitted = view.transform()
    monkeypatch.setattr(view, "devicePixelRatioF", lambda: 1.0)
    QApplication.sendEvent(view, QEvent(QEvent.Type.DevicePixelRatioChange))
    assert view.transform() == fitted


def test_presets_change_the_window_and_one_that_the_file_lacks_changes_nothing(view: FilmView) -> None:
    view.choose_window(Preset.LUNGS)
    assert "(lungs)" in view.description()
    before = view.viewport().grab().toImage()
    view.choose_window(Preset.SECOND_OF_FILE)
    assert "(lungs)" in view.description()
    assert view.viewport().grab().toImage() != before, "the corner says that there is none"
    view.reset()
    assert "Window 1.00  Level 0.50 (file)" in view.description()


def test_a_film_that_is_turned_and_flipped_takes_all_that_lies_over_it_along(view: FilmView) -> None:
    """A box over the white end of the ramp, wherever that is on the screen; the whole film is seen each time."""
    view.layers.show_marks([Mark((500, 100, 600, 300), "", challenged=False)])
    for act, at, told in (
        (view.flip, (0, 0.5), "Flipped"), (lambda: view.turn(1), (0.5, 0), "Flipped, turned 90°"),
        (view.flip, (0.5, 0), "Turned 270°"), (lambda: view.turn(2), (0.5, 1), "Turned 90°"),
    ):  # fmt: skip
        act()
        film = view.mapFromScene(QRectF(0, 0, 600, 400)).boundingRect()
        assert view.viewport().rect().adjusted(-1, -1, 1, 1).contains(film)
        white = view.mapFromScene(QRectF(560, 180, 20, 40)).boundingRect().center()
        share = ((white.x() - film.left()) / film.width(), (white.y() - film.top()) / film.height())
        assert share == pytest.approx(at, abs=0.06)
        assert grey_at(view, 520, 200) > 200
        assert told in view.description()
    view.reset()
    assert "urned" not in view.description()
    assert grey_at(view, 520, 200) > 200


def test_a_turned_film_follows_the_pointer_and_zooms_at_it(view: FilmView) -> None:
    view.turn(1)
    place = QPointF(310, 120)
    held = film_point(view, place)
    roll(view, place, QPoint(0, 480))
    assert (view.viewportTransform().map(held) - place).manhattanLength() < 0.01
    view.pan(QPointF(15, -7))
    assert (view.viewportTransform().map(held) - place - QPointF(15, -7)).manhattanLength() < 0.01


def test_sides_are_marked_where_the_header_tells_them_and_nowhere_else(view: FilmView, film: Radiograph) -> None:
    """On a black film, which fills the view: what is lit beside the corner's words is a letter."""
    black = replace(film, pixels=np.zeros_like(film.pixels))
    view.show_film(black, "")
    assert lit(view) == []
    view.show_film(replace(black, header=replace(film.header, orientation=Orientation.UPRIGHT)), "")
    assert lit(view) == ["left", "right"]
    view.turn(1)
    assert lit(view) == ["bottom", "top"]


def lit(view: FilmView) -> list[str]:
    """Edges of the film whose middle is not black."""
    image = view.viewport().grab().toImage()
    film = view.mapFromScene(QRectF(0, 0, 600, 400)).boundingRect().intersected(image.rect())
    middle, found = film.center(), []
    for name, place in (
        ("left", QPoint(film.left() + 20, middle.y())), ("right", QPoint(film.right() - 20, middle.y())),
        ("top", QPoint(middle.x(), film.top() + 20)), ("bottom", QPoint(middle.x(), film.bottom() - 20)),
    ):  # fmt: skip
        part = image.copy(place.x() - 14, place.y() - 14, 28, 28)
        if any(part.pixelColor(x, y).lightness() > 120 for x in range(28) for y in range(28)):
            found.append(name)
    return sorted(found)


def test_a_click_points_at_a_place_of_the_film_and_a_drag_does_not(view: FilmView, qtbot: QtBot) -> None:
    """At twice the size, what is still meant is half as many pixels of the film."""
    said: list[tuple[float, float, float]] = []
    view.pointed.connect(lambda *at: said.append(at))
    for factor in (1, 2):
        place = view.mapFromScene(300, 200)
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseMove(view.viewport(), place + QPoint(30, 0))
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=place + QPoint(30, 0))
        assert len(said) == factor - 1
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert said[-1] == pytest.approx((300, 200, 8 / factor), abs=1)
        view.zoom(2)


STRIPES = """
import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from app.desktop.shell.window import ReviewWindow
from models.values.radiograph import Header, Radiograph, Window

application = QApplication([])
window = ReviewWindow()
window.resize(1001, 701)
window.show()
film = window.viewer.film
pixels = np.zeros((1801, 2201), np.float32)
pixels[:, ::2] = 1
film.show_film(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 1801, 2201)), "")
film.actual_size()
application.processEvents()
image, ratio = window.grab().toImage(), film.devicePixelRatioF()
corner = film.viewport().mapTo(window, QPoint(40, 80)) * ratio
row = [image.pixelColor(corner.x() + x, corner.y()).lightness() for x in range(60)]
print(ratio, film.description().rpartition("  ")[2], sorted(set(row[::2])), sorted(set(row[1::2])))
"""


@pytest.mark.parametrize("ratio", ["1.0", "1.25", "1.5", "2.0"])
def test_actual_size_is_one_device_pixel(ratio: str) -> None:
    """Film columns black and white in turn are columns of the window, black and white in turn, whatever the screen's scale."""
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"}
    done = subprocess.run([sys.executable, "-c", STRIPES], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {f"{ratio} Zoom 100% [0] [255]", f"{ratio} Zoom 100% [255] [0]"}


def test_window_level_and_zoom_are_read_whole_in_a_narrow_view(view: FilmView, qtbot: QtBot) -> None:
    """Below the film of 300 × 200 the view is black but for the text, which takes two lines and ends before the border."""
    view.resize(300, 400)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 200))
    qtbot.mouseMove(view.viewport(), QPoint(90, 200))
    view.invert()
    assert "by hand, inverted" in view.description()
    below = view.viewport().grab().toImage().copy(0, 310, 300, 90)
    lit = [(x, y) for x in range(300) for y in range(90) if below.pixelColor(x, y).lightness() > 20]
    rows, columns = {y for _, y in lit}, {x for x, _ in lit}
    assert max(rows) - min(rows) > 1.5 * view.fontMetrics().height()
    assert (min(columns) >= 12, max(columns) < 288) == (True, True)


def test_a_message_stands_in_for_a_film(view: FilmView) -> None:
    view.show_film(None, "This is a CT slice.")
    with_message = view.viewport().grab().toImage()
    assert view.message == "This is a CT slice."
    view.show_film(None, "")
    assert with_message != view.viewport().grab().toImage()
