"""What people do to the window in public reports. Each scene does it and returns what became of it in a word."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QImage, QPainter, QRegion
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import main
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.film_view import FilmView
from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.view import FilmRow, FilmState
from models.values.radiograph import Header, Radiograph, Window
from tests.reports.films import PHANTOM, plain


@dataclass(frozen=True)
class Scene:
    """Where a scene plays: the window, its driver, and a folder of its own."""

    window: ReviewWindow
    qtbot: QtBot
    tmp: Path
    patch: pytest.MonkeyPatch


Act = Callable[[Scene], str]
SCENES: dict[str, Act] = {}
_LONG = 12_000


def scene(act: Act) -> Act:
    """Enter a scene under its name."""
    SCENES[act.__name__.replace("_", "-")] = act
    return act


def _radiograph(pixels: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Radiograph:
    return Radiograph(pixels, Window(0.5, 1.0, "automatic"), Header("0" * 64, "0" * 64, *pixels.shape))


def _long_film() -> Radiograph:
    """A film of 12,000 rows, grey; its last 200 rows change from black to white at every pixel."""
    pixels = np.full((_LONG, 400), 0.5, np.float32)
    pixels[-200:] = np.indices((200, 400)).sum(0) % 2
    return _radiograph(pixels)


def _offered(scene: Scene, data: QMimeData) -> bool:
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, buttons, keys)
    event.ignore()
    scene.window.dragEnterEvent(event)
    return event.isAccepted()


def _dropped(scene: Scene, data: QMimeData) -> list[Path]:
    """Drop something on the window and return what it opens."""
    opened: list[Path] = []
    scene.window.opened.connect(opened.extend)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    scene.window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, buttons, keys))
    return opened


def _urls(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def _view(scene: Scene) -> FilmView:
    view = FilmView()
    scene.qtbot.addWidget(view)
    view.resize(400, 600)
    view.show()
    return view


@scene
def names_with_signs_of_addresses(scene: Scene) -> str:
    paths = [scene.tmp / name for name in ("film #1.dcm", "50%25.dcm", "why?.dcm", "a+b%20c.dcm")]
    return "opened" if _dropped(scene, _urls(*(QUrl.fromLocalFile(str(path)) for path in paths))) == paths else "lost"


@scene
def addresses_on_the_web(scene: Scene) -> str:
    data = _urls(QUrl("https://example.org/film.dcm"))
    return "taken" if _offered(scene, data) or _dropped(scene, data) else "not taken"


@scene
def text_in_place_of_files(scene: Scene) -> str:
    data = QMimeData()
    data.setText(str(scene.tmp / "film.dcm"))
    return "taken" if _offered(scene, data) or _dropped(scene, data) else "not taken"


@scene
def path_of_a_server(scene: Scene) -> str:
    return "opened" if _dropped(scene, _urls(QUrl("file://server/share/film.dcm"))) == [Path("//server/share/film.dcm")] else "lost"


@scene
def started_by_a_path_with_a_backslash(scene: Scene) -> str:
    film = scene.tmp / "\\user\\u00e9 film.dcm"
    film.write_bytes(plain())
    given: list[list[str]] = []
    scene.patch.setattr("app.desktop.application.run_window", lambda arguments: given.append(arguments) or 0)
    return "opened" if main.main([str(film)]) == 0 and given == [[str(film)]] else "lost"


@scene
def screen_of_another_density(scene: Scene) -> str:
    """Film and text stand at the same places on a screen of twice as many pixels."""
    view = _view(scene)
    view.show_film(_radiograph(PHANTOM), "")
    seen = []
    for density in (1, 2):
        image = QImage(view.size() * density, QImage.Format.Format_Grayscale8)
        image.setDevicePixelRatio(density)
        image.fill(0)
        painter = QPainter(image)
        view.viewport().render(painter, QPoint(), QRegion(QRect(0, 0, 400, 600)))
        painter.end()
        small = image.scaled(100, 150, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
        seen.append(np.frombuffer(small.constBits(), np.uint8).reshape(150, -1)[:, :100].astype(float))
    assert seen[0].std() > 20
    return "as before" if np.abs(seen[0] - seen[1]).mean() < 4 else "elsewhere"


@scene
def film_longer_than_a_texture(scene: Scene) -> str:
    view = _view(scene)
    view.show_film(_long_film(), "")
    image = view.viewport().grab().toImage()
    greys = [image.pixelColor(view.mapFromScene(200, row)).lightness() for row in (100, 6_000, 8_300, 11_700)]
    return "drawn whole" if min(greys) > 100 else "cut off"


@scene
def detail_of_a_film_longer_than_a_texture(scene: Scene) -> str:
    view = _view(scene)
    view.show_film(_long_film(), "")
    view.actual_size()
    view.pan(QPointF(view.viewport().rect().center() - view.mapFromScene(200, _LONG - 100)))
    image = view.viewport().grab().toImage()
    place = view.mapFromScene(200, _LONG - 50)
    greys = {image.pixelColor(place + QPoint(step, 0)).lightness() for step in range(8)}
    return "every pixel" if greys == {0, 255} else "blurred"


@scene
def window_that_closed_to_nothing(scene: Scene) -> str:
    view = _view(scene)
    view.show_film(_radiograph(PHANTOM), "")
    scene.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(390, 300))
    for _ in range(3):
        scene.qtbot.mouseMove(view.viewport(), QPoint(10, 300))
        narrow = view.description()
        scene.qtbot.mouseMove(view.viewport(), QPoint(390, 300))
    assert narrow.startswith("Window 0.0")
    for _ in range(20):
        scene.qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(390, 300))
        scene.qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 300))
        scene.qtbot.mouseMove(view.viewport(), QPoint(390, 300))
    return "opens again" if view.description().startswith("Window 4.00") else "stuck"


@scene
def long_names_that_differ_at_their_ends(scene: Scene) -> str:
    names = [f"{'thorax posterior anterior standing ' * 4}{end}.dcm" for end in ("first", "second")]
    panel = WorklistPanel()
    scene.qtbot.addWidget(panel)
    panel.resize(260, 400)
    panel.add([FilmRow(name, FilmState.WAITING, "Waiting") for name in names])
    panel.show()
    rows = [panel.viewport().grab(panel.visualRect(panel.model().index(row, 0))).toImage() for row in range(2)]
    told = all(names[row] in str(panel.model().index(row, 0).data(Qt.ItemDataRole.ToolTipRole)) for row in range(2))
    return "told apart" if told and rows[0] != rows[1] else "alike"


@scene
def film_that_is_larger_than_the_screen(scene: Scene) -> str:
    scene.window.resize(1280, 800)
    scene.window.viewer.show_film(_long_film(), "")
    scene.window.worklist.add_films([FilmRow("x" * 300 + ".dcm", FilmState.WAITING, "Waiting")])
    QApplication.processEvents()
    return "size kept" if (scene.window.width(), scene.window.height()) == (1280, 800) else "resized"


@scene
def closing_with_many_films(scene: Scene) -> str:
    scene.window.worklist.add_films([FilmRow(f"{number}.dcm", FilmState.WAITING, "Waiting") for number in range(5_000)])
    QApplication.processEvents()
    began = time.monotonic()
    scene.window.close()
    QApplication.processEvents()
    return "closed at once" if time.monotonic() - began < 2 else "slow"


@scene
def numbers_where_the_comma_is_decimal(scene: Scene) -> str:
    before = QLocale()
    texts = []
    try:
        for language in (QLocale.Language.C, QLocale.Language.German):
            QLocale.setDefault(QLocale(language))
            view = _view(scene)
            view.show_film(_radiograph(PHANTOM), "")
            texts.append(view.description())
    finally:
        QLocale.setDefault(before)
    return "the same" if texts[0] == texts[1] and "0.50" in texts[0] else "other numbers"


@scene
def letters_twice_as_large(scene: Scene) -> str:
    """A person sets a large font; the window still shows every button whole."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.font()
    try:
        application.setFont(QFont(before.family(), before.pointSize() * 2))
        window = ReviewWindow()
        scene.qtbot.addWidget(window)
        window.resize(1600, 1000)
        window.show()
        QApplication.processEvents()
        buttons = [button for button in window.findChildren(QPushButton) if button.isVisible()]
        whole = all(button.width() >= button.minimumSizeHint().width() for button in buttons)
        window.close()
    finally:
        application.setFont(before)
    assert buttons
    return "nothing cut off" if whole else "cut off"
