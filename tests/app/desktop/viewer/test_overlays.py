"""The choice of overlay, and the colour bar."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.desktop.viewer.colour_bar import ColourBar
from app.desktop.viewer.overlays import OverlayBar
from app.desktop.viewer.view import Heat, Overlay


@pytest.fixture
def bar(qtbot: QtBot) -> OverlayBar:
    shown = OverlayBar()
    qtbot.addWidget(shown)
    return shown


def test_overlay_and_opacity_are_passed_on(bar: OverlayBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda chosen: chosen is Overlay.GRAD_CAM):
        bar.choose(Overlay.GRAD_CAM)
    with qtbot.waitSignal(bar.opacity_changed, check_params_cb=lambda value: value == 0.25):
        bar.set_opacity(0.25)


def test_an_overlay_that_failed_the_certificate_is_greyed_with_the_reason_and_can_be_chosen(bar: OverlayBar, qtbot: QtBot) -> None:
    bar.grey({Overlay.GUIDED_GRAD_CAM: "Edge detail, never evidence."})
    assert bar.reason(Overlay.GUIDED_GRAD_CAM) == "Edge detail, never evidence."
    assert bar.reason(Overlay.GRAD_CAM) == ""
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda overlay: overlay is Overlay.GUIDED_GRAD_CAM):
        bar.choose(Overlay.GUIDED_GRAD_CAM)
    bar.grey({})
    assert bar.reason(Overlay.GUIDED_GRAD_CAM) == ""


def test_the_colour_bar_shows_scale_or_what_is_waited_for(qtbot: QtBot) -> None:
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    empty = bar.grab().toImage()
    bar.show_heat(None, "Computing…")
    assert bar.text() == "Computing…"
    waiting = bar.grab().toImage()
    bar.show_heat(Heat(np.ones((2, 2), np.float32), "Grad-CAM", "0", "1.2", "note"), "")
    assert empty != waiting != bar.grab().toImage()
    assert (bar.text(), bar.toolTip()) == ("Grad-CAM", "note")
