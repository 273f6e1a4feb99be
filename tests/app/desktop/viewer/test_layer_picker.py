"""The choice of a target layer."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.viewer.layer_picker import LayerPicker
from app.desktop.viewer.page import ViewerPage
from models.values.attribution import LAST_SPATIAL, TargetLayer

LAYERS = (TargetLayer(LAST_SPATIAL, (64, 7, 7)), TargetLayer("features.block2", (32, 14, 14)))


@pytest.fixture
def picker(qtbot: QtBot) -> LayerPicker:
    page = ViewerPage()
    qtbot.addWidget(page)
    return LayerPicker(page)


def test_layers_are_listed_with_their_grid_and_the_own_one_first(picker: LayerPicker, qtbot: QtBot) -> None:
    picker.show_layers(LAYERS, None, "")
    assert picker.texts()[0] == [
        "The classifier’s own", "last-spatial    64 maps of 7 × 7", "features.block2    32 maps of 14 × 14"
    ]  # fmt: skip
    with qtbot.waitSignal(picker.chosen, check_params_cb=lambda name: name == "features.block2"):
        picker.choose(2)
    with qtbot.waitSignal(picker.chosen, check_params_cb=lambda name: name is None):
        picker.choose(0)


def test_showing_what_is_chosen_chooses_nothing_and_a_message_stands_in_their_place(picker: LayerPicker, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(picker.chosen):
        picker.show_layers(LAYERS, "features.block2", "")
        picker.show_layers([], None, "The network’s layers are listed…")
    assert picker.texts() == ([], "The network’s layers are listed…")
