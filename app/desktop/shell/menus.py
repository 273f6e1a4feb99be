"""The menus of the window, and the keys of their actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMessageBox

from app.desktop.review.page import ReviewPage
from app.desktop.shell.status import DISCLAIMER
from app.desktop.viewer.page import ViewerPage
from app.desktop.viewer.view import Overlay
from app.desktop.worklist.page import WorklistPage

_ABOUT = "Shows whether a chest X-ray classifier looks at the disease or at something else, and keeps every finding in an audit log."
_Key = QKeySequence.StandardKey | str | None


def make_menus(window: QMainWindow, worklist: WorklistPage, viewer: ViewerPage, review: ReviewPage) -> None:
    """Fill the menu bar of a window with what its pages can do."""
    bar = window.menuBar()
    _fill(bar.addMenu("&File"), (
        ("Open films…", QKeySequence.StandardKey.Open, worklist.ask_for_films),
        ("Open folder…", "Ctrl+Shift+O", worklist.ask_for_folder),
        None,
        ("Quit", QKeySequence.StandardKey.Quit, window.close),
    ))  # fmt: skip
    _fill(bar.addMenu("&View"), (
        ("No map", "N", lambda: viewer.overlays.choose(Overlay.NONE)),
        ("Grad-CAM", "G", lambda: viewer.overlays.choose(Overlay.GRAD_CAM)),
        ("Guided Grad-CAM", "U", lambda: viewer.overlays.choose(Overlay.GUIDED_GRAD_CAM)),
        ("Show tests", "T", review.ask_for_tests),
        ("Fit the film", "F", viewer.film.fit),
        ("Actual size", "1", viewer.film.actual_size),
        ("Zoom in", "+", viewer.film.zoom_in),
        ("Zoom out", "-", viewer.film.zoom_out),
        ("Reset window", "R", viewer.film.reset_window),
        ("Invert", "I", viewer.film.invert),
        ("Next film", "PgDown", lambda: worklist.step(1)),
        ("Previous film", "PgUp", lambda: worklist.step(-1)),
    ))  # fmt: skip
    _fill(bar.addMenu("&Help"), (("About CXR Audit", None, lambda: _about(window)),))


def _fill(menu: QMenu, entries: tuple[tuple[str, _Key, Callable[[], object]] | None, ...]) -> None:
    """Add actions with name, key and what they do; None is a line between two."""
    for entry in entries:
        if entry is None:
            menu.addSeparator()
            continue
        name, key, act = entry
        action = QAction(name, menu)
        if key is not None:
            action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False, act=act: act())
        menu.addAction(action)


def _about(window: QMainWindow) -> None:
    QMessageBox.about(window, "About CXR Audit", f"{_ABOUT}\n\n{DISCLAIMER}.")
