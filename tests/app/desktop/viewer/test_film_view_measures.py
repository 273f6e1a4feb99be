"""Measures are drawn by hand on the film, and given up by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.desktop.measures.view import Drawn
from app.desktop.viewer.film_view import FilmView
from app.site.measures import Kind, Measure


def drag(qtbot: QtBot, view: FilmView, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


@pytest.mark.parametrize(("turns", "start", "end"), [(0, (100, 50), (300, 250)), (2, (500, 350), (300, 150))])
def test_a_drag_measures_on_the_film_as_it_is_stored(
    view: FilmView, qtbot: QtBot, turns: int, start: tuple[float, float], end: tuple[float, float]
) -> None:
    view.turn(turns)
    view.actual_size()
    view.measure(Kind.RULER)
    so_far, measured = [], []
    view.measuring.connect(so_far.append)
    view.measured.connect(measured.append)
    drag(qtbot, view, QPoint(100, 50), QPoint(300, 250))
    assert measured == so_far == [Measure(Kind.RULER, start, end)]
    assert "by hand" not in view.description()


def test_a_measure_ends_at_the_films_edge_and_a_click_is_none(view: FilmView, qtbot: QtBot) -> None:
    view.zoom(0.5)
    view.measure(Kind.ELLIPSE)
    measured = []
    view.measured.connect(measured.append)
    drag(qtbot, view, QPoint(300, 200), QPoint(300, 200))
    assert measured == []
    drag(qtbot, view, QPoint(300, 200), QPoint(599, 399))
    assert measured[0].end == (600, 400)


def test_escape_and_the_same_choice_again_give_the_window_back(view: FilmView, qtbot: QtBot) -> None:
    chosen = []
    view.kind_changed.connect(chosen.append)
    for leave in (lambda: qtbot.keyClick(view, Qt.Key.Key_Escape), lambda: view.measure(Kind.RULER)):
        view.measure(Kind.RULER)
        leave()
    assert chosen == [Kind.RULER, None] * 2
    drag(qtbot, view, QPoint(500, 200), QPoint(300, 200))
    assert "by hand" in view.description()


def test_measures_are_drawn_where_they_lie_with_words_that_stay_in_the_view(view: FilmView) -> None:
    plain = view.viewport().grab().toImage()
    for kind in Kind:
        view.show_measures([Drawn(Measure(kind, (480, 300), (590, 390)), "412.3 mm²\nMean 0.400")], "Lengths by hand")
        drawn = view.viewport().grab().toImage()
        changed = [(x, y) for x in range(600) for y in range(400) if plain.pixel(x, y) != drawn.pixel(x, y) and x > 400]
        assert min(y for _, y in changed) > 340 or min(x for x, _ in changed) > 470
        assert max(x for x, _ in changed) <= 599
    view.show_measures([], "")
    assert view.viewport().grab().toImage() == plain


def test_a_measure_that_is_being_drawn_is_given_up_by_escape_another_button_or_another_choice(view: FilmView, qtbot: QtBot) -> None:
    so_far, measured = list[Measure | None](), list[Measure | None]()
    view.measuring.connect(so_far.append)
    view.measured.connect(measured.append)
    for leave in (
        lambda: qtbot.keyClick(view, Qt.Key.Key_Escape),
        lambda: qtbot.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=QPoint(200, 150)),
        lambda: view.measure(Kind.ELLIPSE),
    ):
        view.measure(None)
        view.measure(Kind.RULER)
        qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 50))
        qtbot.mouseMove(view.viewport(), QPoint(200, 150))
        leave()
        assert so_far[-1] is None
        qtbot.mouseMove(view.viewport(), QPoint(220, 160))
        qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(220, 160))
        assert so_far[-1] is None
    assert measured == []


def test_a_measure_begins_at_a_place_of_the_film_also_where_the_view_moves_under_it(view: FilmView, qtbot: QtBot) -> None:
    view.actual_size()
    view.measure(Kind.RULER)
    measured = list[Measure]()
    view.measured.connect(measured.append)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(100, 50))
    view.zoom(2)
    end = view.mapFromScene(300, 250)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert measured[0].start == pytest.approx((100, 50), abs=1)
    assert measured[0].end == pytest.approx((300, 250), abs=1)
