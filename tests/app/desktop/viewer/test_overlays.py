"""The choice of overlay, and the colour bar."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from app.desktop.viewer.colour_bar import ColourBar
from app.desktop.viewer.look import Layer, Look
from app.desktop.viewer.overlays import OverlayBar
from app.desktop.viewer.view import Heat, Overlay
from models.values.attribution import MapMethod


@pytest.fixture
def bar(qtbot: QtBot) -> OverlayBar:
    shown = OverlayBar()
    qtbot.addWidget(shown)
    return shown


def test_overlay_and_opacity_are_passed_on(bar: OverlayBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda chosen: chosen is Overlay.GRAD_CAM):
        bar.choose(Overlay.GRAD_CAM)
    with qtbot.waitSignal(bar.look_changed, check_params_cb=lambda look: look == Look(opacity=0.25)):
        bar.set_opacity(0.25)
    with qtbot.waitSignal(bar.look_changed, check_params_cb=lambda look: look == Look(opacity=0.25, threshold=0.4)):
        bar.set_threshold(0.4)


def test_every_method_has_a_button_or_an_entry_and_one_alone_is_marked(bar: OverlayBar) -> None:
    """What each map is stands on the pointer; those that show edges say so in the entry and why beside it."""
    assert {overlay.method for overlay in Overlay} == {None, *MapMethod}
    entries = bar.maps()
    assert len(entries) == len(Overlay) - 3
    assert all(entries.values())
    assert "with randomised weights" in entries["Guided backpropagation (edge detail, not evidence)"]
    bar.choose(Overlay.LAYER_CAM)
    assert bar.chosen_names() == ["LayerCAM"]
    bar.choose(Overlay.NONE)
    assert bar.chosen_names() == ["No map"]


def test_layers_are_switched_one_by_one_and_a_look_that_is_set_is_not_passed_on(bar: OverlayBar, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(bar.look_changed):
        bar.set_look(Look(hidden=frozenset({Layer.LUNGS})))
    assert [layer for layer in Layer if not bar.shows(layer)] == [Layer.LUNGS]
    for layer in Layer:
        bar.toggle(layer)
    assert [layer for layer in Layer if bar.shows(layer)] == [Layer.LUNGS]


def test_a_bar_that_is_disabled_chooses_nothing(bar: OverlayBar, qtbot: QtBot) -> None:
    bar.setEnabled(False)
    with qtbot.assertNotEmitted(bar.chosen):
        bar.choose(Overlay.GRAD_CAM)


def test_sliders_that_change_nothing_say_why(bar: OverlayBar) -> None:
    sliders = bar.findChildren(QSlider)
    assert [(slider.isEnabled(), slider.toolTip()) for slider in sliders] == [(False, "There is no map to change: choose one first.")] * 2
    bar.choose(Overlay.GRAD_CAM)
    assert all(slider.isEnabled() and "choose one" not in slider.toolTip() for slider in sliders)
    bar.set_shown(False)
    assert all(not slider.isEnabled() and slider.toolTip().startswith("What the classifier says is hidden") for slider in sliders)
    bar.set_shown(True)
    assert sliders[1].toolTip() == "Below this share of its maximum nothing of a map is drawn"


def test_an_overlay_that_failed_the_certificate_is_greyed_with_the_reason_and_can_be_chosen(bar: OverlayBar, qtbot: QtBot) -> None:
    bar.grey({Overlay.GUIDED_GRAD_CAM: "Edge detail, never evidence."})
    assert bar.reason(Overlay.GUIDED_GRAD_CAM) == "Edge detail, never evidence."
    assert bar.reason(Overlay.GRAD_CAM) == ""
    with qtbot.waitSignal(bar.chosen, check_params_cb=lambda overlay: overlay is Overlay.GUIDED_GRAD_CAM):
        bar.choose(Overlay.GUIDED_GRAD_CAM)
    bar.grey({})
    assert bar.reason(Overlay.GUIDED_GRAD_CAM) == ""


def test_the_scale_says_from_where_on_a_map_is_drawn(qtbot: QtBot) -> None:
    """In the map's own unit, and in the colours that are drawn; below, the scale is grey."""
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(900, 40)
    values = np.array([[-0.5, 2.0]], np.float32)
    bar.show_heat(Heat(values, "Signed Grad-CAM", "−2", "+2", "note", signed=True), "")
    assert bar.ends() == ("−2", "+2")
    whole = bar.grab().toImage()
    bar.set_look(Look(threshold=0.25))
    assert bar.ends() == ("−2", "+2  (from ±0.5)")
    assert bar.grab().toImage() != whole
    bar.set_shown(False)
    assert (bar.text(), bar.ends()) == ("Overlays are off.", ("", ""))


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
