"""The picture of the film: exactly the pixels that are seen, whole or not at all."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.desktop.viewer.page import ViewerPage
from models.values.radiograph import Header, Radiograph, Window


@pytest.fixture
def page(qtbot: QtBot) -> ViewerPage:
    shown = ViewerPage()
    qtbot.addWidget(shown)
    shown.resize(500, 400)
    shown.show()
    pixels = np.tile(np.linspace(0, 1, 60, dtype=np.float32), (40, 1))
    shown.show_film(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("0" * 64, "0" * 64, 40, 60)), "")
    return shown


@pytest.mark.parametrize("name", ["seen.png", "seen"])
def test_the_file_holds_what_is_seen(
    page: ViewerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, name: str
) -> None:  # fmt: skip
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    page.film.invert()
    with qtbot.waitSignal(page.picture_saved) as saved:
        page.ask_for_picture()
    assert saved.args == [sha256((tmp_path / "seen.png").read_bytes()).hexdigest()]
    assert [file.name for file in tmp_path.iterdir()] == ["seen.png"]
    seen = page.film.viewport().grab().toImage()
    assert QImage(str(tmp_path / "seen.png")).convertToFormat(seen.format()) == seen


def test_a_name_with_a_point_gets_its_ending_too_and_replaces_no_file_that_nobody_chose(
    page: ViewerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ward.v2"), ""))
    page.ask_for_picture()
    assert [file.name for file in tmp_path.iterdir()] == ["ward.v2.png"]
    with qtbot.waitSignal(page.failed, check_params_cb=lambda sentence: "there is a file named ward.v2.png already" in sentence):
        page.ask_for_picture()


def test_nothing_is_written_when_the_person_names_nothing(page: ViewerPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    with qtbot.assertNotEmitted(page.failed), qtbot.assertNotEmitted(page.picture_saved):
        page.ask_for_picture()


def test_what_cannot_be_written_is_told(page: ViewerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "gone" / "seen.png"), ""))
    with qtbot.waitSignal(page.failed, check_params_cb=lambda sentence: sentence.startswith("The picture was not saved: No such file")):
        page.ask_for_picture()


def test_without_a_film_nobody_is_asked(page: ViewerPage, monkeypatch: pytest.MonkeyPatch) -> None:
    page.show_film(None, "Reading…")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: pytest.fail("a dialog"))
    page.ask_for_picture()


@pytest.mark.parametrize(("named", "written"), [("ward.v2", "ward.v2.png"), ("SEEN.PNG", "SEEN.PNG"), ("film.jpg", "film.jpg.png")])
def test_every_picture_is_named_as_what_it_is(
    page: ViewerPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, written: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / named), ""))
    page.ask_for_picture()
    assert [file.name for file in tmp_path.iterdir()] == [written]
