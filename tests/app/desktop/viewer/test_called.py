"""The maps of a classifier that can only be called are occlusion maps, and nowhere called otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import MagicMock

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QTreeWidgetItemIterator, QWidget
from pytestqt.qtbot import QtBot

from app.desktop.classifiers.view import Trust
from app.desktop.shell.cheat_sheet import CheatSheet
from app.desktop.shell.window import ReviewWindow
from app.desktop.viewer.presenter import ViewerPresenter
from app.desktop.viewer.view import Overlay, ViewerView
from app.export.recorded_maps import RecordedMaps
from models.values.called import NO_GRADIENTS
from models.values.radiograph import Header, Radiograph, Window
from tests.app.desktop.records import film, finding, known

PIXELS = Radiograph(np.zeros((40, 40), np.float32), Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 40, 40))
MAPS = RecordedMaps(np.array([[[1.0, -2.0], [0.0, 3.0]]], np.float32), (0.0, 0.0, 40.0, 40.0), np.ones((4, 4), bool), None, {}, {})


@pytest.fixture
def view() -> MagicMock:
    return MagicMock(spec=ViewerView)


@pytest.fixture
def viewer(view: MagicMock) -> ViewerPresenter:
    """A film is shown that was screened by a classifier that can only be called; nothing may be asked of the engine."""
    called = Trust("", "", {}, called=True)
    presenter = ViewerPresenter(view, MagicMock(spec=[]), called)
    presenter.show_film(PIXELS, "")
    presenter.show_known(known(film(finding()), MAPS), called)
    presenter.show_finding(0)
    return presenter


@pytest.mark.parametrize(
    ("overlay", "title", "high"),
    [
        (Overlay.GRAD_CAM, "Occlusion map", "3 logits"), (Overlay.SIGNED_CAM, "Signed occlusion map", "+3 logits"),
        (Overlay.COUNTERFACTUAL, "Counterfactual", "2 logits"),
    ],
)  # fmt: skip
def test_what_is_recorded_is_drawn_under_its_own_name(
    viewer: ViewerPresenter, view: MagicMock, overlay: Overlay, title: str, high: str
) -> None:
    view.show_called.assert_called_with(True)
    viewer.choose_overlay(overlay)
    heat, waiting = view.show_heat.call_args.args
    assert (heat.title, heat.high, waiting) == (title, high, "")
    assert "a cell is covered" in heat.note


def test_a_map_that_needs_gradients_says_that_there_are_none(viewer: ViewerPresenter, view: MagicMock) -> None:
    viewer.choose_overlay(Overlay.GUIDED_GRAD_CAM)
    assert view.show_heat.call_args.args == (None, NO_GRADIENTS)


def said(window: ReviewWindow, sheet: CheatSheet) -> Iterator[str]:
    """All that can be read or heard in a window whose menus are opened one after the other."""
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
        yield from (f"{one.text()} {one.toolTip()}" for one in menu.findChildren(QAction) if one.isVisible())
        menu.aboutToHide.emit()
    for part in window.findChildren(QWidget):
        if not part.isHidden():
            yield f"{part.toolTip()} {part.accessibleName()} {part.accessibleDescription()}"
            yield part.text() if isinstance(part, QAbstractButton | QLabel) else ""
    rows = QTreeWidgetItemIterator(sheet.tree, QTreeWidgetItemIterator.IteratorFlag.NotHidden)
    while (row := rows.value()) is not None:
        yield row.text(0)
        rows += 1


def test_nothing_in_the_window_names_the_map_of_a_network_beside_it(qtbot: QtBot) -> None:
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.show()
    for called in (False, True, False):
        window.viewer.show_called(called)
        read = "\n".join(said(window, window.keys.show_sheet()))
        assert ("Grad-CAM" in read) is not called
        assert ("Occlusion map" in read) is called
        assert ("Target layer" in read) is not called
    window.keys.show_sheet().close()


def test_a_key_of_a_map_that_there_is_not_chooses_nothing(qtbot: QtBot) -> None:
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.viewer.show_called(True)
    with qtbot.assertNotEmitted(window.viewer.overlay_chosen):
        window.viewer.overlays.choose(Overlay.GUIDED_GRAD_CAM)
    with qtbot.waitSignal(window.viewer.overlay_chosen):
        window.viewer.overlays.choose(Overlay.GRAD_CAM)
