"""Where a film lies on the view: fitted, zoomed about a place, moved, on whole device pixels."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from app.desktop.viewer.placing import fitted, moved, on_device_pixels, zoomed

FILM, VIEW = QRectF(0, 0, 2000, 3000), QRectF(0, 0, 604, 604)


def test_the_whole_film_is_seen_in_the_middle() -> None:
    assert fitted(FILM, VIEW).mapRect(FILM) == QRectF(102, 2, 400, 600)


def test_beside_the_film_the_nearest_point_of_it_stays() -> None:
    """Left of the film and half down: the middle of its left edge stays where it is, so the film does not flee."""
    placed = fitted(FILM, VIEW)
    grown = zoomed(placed, FILM, QPointF(10, 302), 2)
    assert grown.mapRect(FILM) == QRectF(102, -298, 800, 1200)


@pytest.mark.parametrize(("factor", "scale"), [(1e-9, 0.05), (1e9, 40)])
def test_a_film_grows_and_shrinks_to_a_limit(factor: float, scale: float) -> None:
    assert zoomed(fitted(FILM, VIEW), FILM, VIEW.center(), factor).m11() == scale


@pytest.mark.parametrize(("side", "factor"), [(5, 1.15), (50_000, 1 / 1.15)])
def test_what_is_beyond_a_limit_already_does_not_jump_back(side: int, factor: float) -> None:
    film = QRectF(0, 0, side, side)
    placed = fitted(film, VIEW)
    assert zoomed(placed, film, VIEW.center(), factor) == placed


def test_a_film_moves_as_far_as_asked_and_never_out_of_the_view() -> None:
    placed = fitted(FILM, VIEW)
    assert moved(placed, FILM, VIEW, QPointF(30, -20)).mapRect(FILM) == QRectF(132, -18, 400, 600)
    for far in (QPointF(9e3, 9e3), QPointF(-9e3, -9e3)):
        seen = moved(placed, FILM, VIEW, far).mapRect(FILM).intersected(VIEW)
        assert (seen.width(), seen.height()) == (40, 40)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_one_to_one_a_film_lies_on_whole_device_pixels_of_the_window(ratio: float) -> None:
    corner = QPointF(231, 57)
    placed = on_device_pixels(QTransform(1 / ratio, 0, 0, 1 / ratio, 10.3, -7.9), corner, ratio)
    for start, by, asked in ((corner.x(), placed.dx(), 10.3), (corner.y(), placed.dy(), -7.9)):
        assert (start + by) * ratio == pytest.approx(round((start + by) * ratio), abs=1e-9)
        assert abs(by - asked) * ratio <= 0.5


def test_at_another_scale_a_film_is_left_where_it_lies() -> None:
    placed = QTransform(0.7, 0, 0, 0.7, 10.3, -7.9)
    assert on_device_pixels(placed, QPointF(3, 3), 1.25) == placed
