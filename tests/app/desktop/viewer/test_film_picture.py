"""The image of a film on the screen, beside the exported picture of the same window."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

from app.desktop.viewer.facing import Facing
from app.desktop.viewer.film_picture import FilmPicture, Place, table
from app.desktop.viewer.levels import Levels
from app.export.pictures import windowed
from models.values.radiograph import Window

PIXELS = np.random.default_rng(1).integers(0, 65536, (90, 120)).astype(np.float32) / np.float32(65535)
WINDOW = Window(0.4, 0.3, "by hand")


def drawn(picture: FilmPicture, place: Place, window: Window = WINDOW, *, inverted: bool = False) -> NDArray[np.uint8]:
    """Greys of 200 × 150 pixels of the screen; 77 where nothing was drawn."""
    image = QImage(200, 150, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    image.fill(0xFF4D4D4D)
    painter = QPainter(image)
    picture.paint(painter, place, window, inverted=inverted)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(150, 200, 4)[..., 0].copy()


def at(x: float, y: float, scale: float = 1.0, facing: Facing | None = None) -> Place:
    return Place(facing or Facing(), QTransform(scale, 0, 0, scale, x, y), QRectF(0, 0, 200, 150), QPoint(0, 0), 1.0)


@pytest.mark.parametrize("inverted", [False, True])
def test_one_to_one_the_screen_shows_the_exported_grey(inverted: bool) -> None:
    shown = drawn(FilmPicture(Levels(PIXELS)), at(20, 10), inverted=inverted)
    grey = windowed(PIXELS, WINDOW)
    assert (shown[10:100, 20:140] == (255 - grey if inverted else grey)).all()
    shown[10:100, 20:140] = 77
    assert (shown == 77).all()


@given(st.integers(-130, 190), st.integers(-100, 140), st.integers(0, 3), st.booleans())
@settings(deadline=None)
def test_a_film_that_leaves_the_view_is_cut_and_not_squeezed(x: int, y: int, turns: int, flipped: bool) -> None:
    facing = Facing(turns, flipped)
    shown = drawn(FilmPicture(Levels(PIXELS)), at(x, y, facing=facing))
    grey = facing.laid(windowed(PIXELS, WINDOW))
    whole = np.full((500, 600), 77, np.uint8)
    whole[150 + y : 150 + y + grey.shape[0], 200 + x : 200 + x + grey.shape[1]] = grey
    assert (shown == whole[150:300, 200:400]).all()


def test_a_step_of_the_window_and_a_move_change_what_was_kept() -> None:
    picture = FilmPicture(Levels(PIXELS))
    drawn(picture, at(20, 10))
    other = Window(0.6, 0.1, "by hand")
    assert (drawn(picture, at(20, 10), other)[10:100, 20:140] == windowed(PIXELS, other)).all()
    assert (drawn(picture, at(25, 10), other)[10:100, 25:145] == windowed(PIXELS, other)).all()


@given(st.floats(-0.5, 1.5), st.floats(0.0003, 4))
@settings(deadline=None)
def test_the_table_is_the_window_of_all_greys(centre: float, width: float) -> None:
    window = Window(centre, width, "by hand")
    greys = np.arange(65536, dtype=np.float32) / np.float32(65535)
    found = table(window, inverted=False)
    assert (found & 0xFF == windowed(greys, window)).all()
    assert (found >> 8 & 0xFF == found & 0xFF).all()
    assert (found >> 24 == 255).all()
