"""A look is remembered from one window to the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.remembered import remembered
from app.desktop.viewer.look import Layer, Look, keep_look, kept_look
from app.desktop.viewer.page import ViewerPage
from app.export.colours import ColourMap
from app.site.person import MOVES_DATA_FOLDER


@pytest.mark.parametrize("look", [Look(0.25, 0.4, ColourMap.CIVIDIS, frozenset(Layer)), Look(hidden=frozenset())])
def test_a_look_comes_back_as_it_was_kept(look: Look) -> None:
    assert kept_look() == Look()
    keep_look(look)
    assert kept_look() == look


@pytest.mark.parametrize(("name", "value"), [("opacity", "half"), ("opacity", "nan"), ("threshold", "7"), ("colours", "jet")])
def test_what_is_no_look_is_passed_over(name: str, value: str) -> None:
    keep_look(Look(0.25))
    remembered().setValue(name, value)
    assert kept_look() == Look()


def test_without_a_data_folder_the_look_is_as_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(MOVES_DATA_FOLDER, str(tmp_path / "file"))
    keep_look(Look(0.25))
    assert kept_look() == Look()


def test_the_page_begins_with_the_look_that_the_last_one_ended_with(qtbot: QtBot) -> None:
    first, second = ViewerPage(), None
    qtbot.addWidget(first)
    first.show()
    first.overlays.set_threshold(0.3)
    first.overlays.toggle(Layer.HEART)
    first.hide()
    second = ViewerPage()
    qtbot.addWidget(second)
    assert not second.overlays.shows(Layer.HEART)
    assert kept_look() == Look(threshold=0.3, hidden=frozenset({Layer.LOCALISATION, Layer.HEART}))
