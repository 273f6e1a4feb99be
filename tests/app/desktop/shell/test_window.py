"""The window passes on what a person wants, and the bridge brings back what the workers and the log say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from app.desktop.review.view import FindingRow
from app.desktop.review.wording import readable
from app.desktop.shell.actions import actions_of
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.view import Overlay
from app.run.request import RunRequest
from models.networks.library import EMBEDDED, embedded
from models.values.parameters import CHEAPEST
from models.values.radiograph import Header, Radiograph, Window

REQUEST = RunRequest(classifier="teaching", parameters=CHEAPEST)


@pytest.fixture
def window(qtbot: QtBot) -> ReviewWindow:
    shown = ReviewWindow()
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_the_window_is_named(window: ReviewWindow) -> None:
    assert window.windowTitle() == "CXR Audit"


def test_dropped_files_are_opened(window: ReviewWindow, qtbot: QtBot, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.dcm")), QUrl("https://example.org/b.dcm")])
    event = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(window.opened, check_params_cb=lambda paths: paths == [tmp_path / "a.dcm"]):
        window.dropEvent(event)


@pytest.mark.parametrize(("url", "taken"), [("file:///films/a.dcm", True), ("https://example.org/a.dcm", False)])
def test_only_what_is_on_this_computer_can_be_dropped(window: ReviewWindow, url: str, taken: bool) -> None:
    """The pointer says so before a person lets go."""
    data = QMimeData()
    data.setUrls([QUrl(url)])
    event = QDragEnterEvent(QPoint(10, 10), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    window.dragEnterEvent(event)
    assert event.isAccepted() is taken


def test_the_menus_open_films_and_folders(window: ReviewWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["x.dcm"], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "films")
    for name, expected in (("Open films…", [Path("x.dcm")]), ("Open folder…", [Path("films")])):
        with qtbot.waitSignal(window.opened, check_params_cb=lambda paths, expected=expected: paths == expected):
            action(window, name).trigger()


def test_the_keys_choose_overlays_and_change_what_the_film_shows(window: ReviewWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.viewer.overlay_chosen, check_params_cb=lambda overlay: overlay is Overlay.GRAD_CAM):
        action(window, "Grad-CAM").trigger()
    pixels = np.tile(np.linspace(0, 1, 60, dtype=np.float32), (40, 1))
    window.viewer.show_film(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 40, 60)), "")
    action(window, "Invert").trigger()
    assert "inverted" in window.viewer.film.description()
    action(window, "Actual size").trigger()
    assert window.viewer.film.description().endswith("Zoom 100%")
    action(window, "Zoom in").trigger()
    assert window.viewer.film.description().endswith("Zoom 115%")
    action(window, "Zoom out").trigger()
    assert window.viewer.film.description().endswith("Zoom 100%")
    action(window, "Reset the film").trigger()
    assert "inverted" not in window.viewer.film.description()


def test_what_is_of_a_film_is_grey_while_a_menu_is_open_without_one(window: ReviewWindow) -> None:
    def greyed() -> set[str]:
        found = set()
        for menu in window.menuBar().findChildren(QMenu):
            menu.aboutToShow.emit()
            found |= {one.text() for one in menu.actions() if one.text() and not one.isEnabled()}
            menu.aboutToHide.emit()
        return found

    free = {
        "Open films…", "Open folder…", "Next film", "Previous film", "Worst verdict first", "Quit", "Film first", "Keys…",
        "About CXR Audit",
    }  # fmt: skip
    assert greyed() == {one.name for one in actions_of(window)} - free
    assert all(one.isEnabled() for menu in window.menuBar().findChildren(QMenu) for one in menu.actions())
    pixels = np.tile(np.linspace(0, 1, 60, dtype=np.float32), (40, 1))
    window.viewer.show_film(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 40, 60)), "")
    assert greyed() == set()


def action(window: ReviewWindow, name: str) -> QAction:
    """The menus' action of a name."""
    return next(found for found in window.findChildren(QAction) if found.text() == name)


def test_the_window_fits_a_small_screen_and_cuts_no_name(window: ReviewWindow) -> None:
    """1280 × 800: every finding of the classifiers is read whole, and so are the buttons."""
    labels = sorted({readable(label) for name in EMBEDDED for label in embedded(name).labels})
    window.review.show_findings([FindingRow(label, True, "0.000", "0.000", "100%", "+0.00") for label in labels], 0)
    window.resize(1280, 800)
    assert (window.width(), window.height()) == (1280, 800)
    table = window.review.findings
    widest = max(table.fontMetrics().horizontalAdvance(f"● {label}") for label in labels)
    assert table.columnWidth(0) >= widest + 8
    for button in window.findChildren(QPushButton):
        assert not button.isVisible() or button.width() >= button.minimumSizeHint().width()
