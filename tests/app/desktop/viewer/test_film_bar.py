"""Below the film: the windows that it has, and what a drag does."""

from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from app.desktop.viewer.film_bar import FilmBar
from app.desktop.viewer.presets import Choice, Preset
from app.site.measures import Kind
from models.values.radiograph import Window


def test_windows_that_the_file_has_can_be_chosen_by_name(qtbot: QtBot) -> None:
    bar = FilmBar()
    qtbot.addWidget(bar)
    window = Window(0.5, 1.0, "file")
    bar.show_windows([Choice(Preset.FILE, "Window as in the file: HARDER", window), Choice(Preset.SECOND_OF_FILE, "Second", None)])
    assert bar.texts()[0] == ["1   Window as in the file: HARDER"]
    with qtbot.waitSignal(bar.window_chosen, check_params_cb=lambda preset: preset is Preset.FILE):
        next(found for found in bar.findChildren(QAction) if "HARDER" in found.text()).trigger()
    bar.show_windows([Choice(Preset.FILE, "Lungs & bone", window)])
    assert bar.texts()[0] == ["1   Lungs & bone"]
    assert any("&&" in found.text() for found in bar.findChildren(QAction)), "one & alone would underline what follows it"
    bar.show_windows([])
    assert bar.texts()[0] == []


def test_what_a_drag_does_is_read_and_chosen(qtbot: QtBot) -> None:
    bar = FilmBar()
    qtbot.addWidget(bar)
    assert bar.texts()[1] == "Drag: window"
    with qtbot.waitSignal(bar.kind_chosen, check_params_cb=lambda kind: kind is Kind.ELLIPSE):
        next(found for found in bar.findChildren(QAction) if found.text() == "Ellipse").trigger()
    bar.show_kind(Kind.ELLIPSE)
    assert bar.texts()[1] == "Drag: ellipse"
