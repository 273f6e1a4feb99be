"""A film that is shown alone."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.desktop.viewer.film_view import FilmView
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
