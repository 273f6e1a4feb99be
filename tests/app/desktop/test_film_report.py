"""The report of the film at hand, written from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.desktop.bridge import Bridge
from app.desktop.film_report import FilmReport, ask_for_file
from app.desktop.report_writing import write_film_report
from app.desktop.viewer.page import ViewerPage
from app.run.request import RunRequest
from audit.log.store import EntryKind, Log, Stored
from models.values.radiograph import Radiograph
from tests.app.desktop.test_bridge import _Waiting
from tests.logs import last


def test_it_is_written_and_stands_in_the_log(ready_log: Path, films: list[Radiograph], tmp_path: Path) -> None:
    seq, out = last(ready_log, EntryKind.SCREENED).seq, tmp_path / "film.pdf"
    out.write_text("another file, which the dialog asked about")
    noted = write_film_report(ready_log, FilmReport(seq, out, films[0]))
    assert isinstance(noted, Stored)
    assert noted.record == last(ready_log, EntryKind.EXPORTED).record
    assert out.read_bytes().startswith(b"%PDF-")


def test_what_goes_wrong_is_a_sentence(ready_log: Path, tmp_path: Path) -> None:
    seq = last(ready_log, EntryKind.SCREENED).seq
    missing = write_film_report(ready_log, FilmReport(99, tmp_path / "film.pdf", None))
    assert missing == "The report was not written. The log holds no entry 99."
    elsewhere = write_film_report(ready_log, FilmReport(seq, tmp_path / "none" / "film.pdf", None))
    assert str(elsewhere).startswith("The report was not written: No such file or directory. Choose another folder")


@pytest.mark.parametrize(("named", "file"), [("a.pdf", "a.pdf"), ("a.html", "a.html"), ("a", "a.pdf"), ("a.csv", "a.csv.pdf")])
def test_the_file_has_an_ending(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, named: str, file: str) -> None:
    page = ViewerPage()
    qtbot.addWidget(page)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (named, ""))
    assert ask_for_file(page) == Path(file)
    with qtbot.waitSignal(page.report_wanted) as wanted:
        page.ask_for_report()
    assert wanted.args == [Path(file)]


@pytest.mark.parametrize("name", ["ward", "ward.v2"])
def test_no_report_is_replaced_that_the_dialog_did_not_ask_about(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    page = ViewerPage()
    qtbot.addWidget(page)
    (tmp_path / f"{name}.pdf").touch()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / name), ""))
    said = f"The report was not written: there is a file named {name}.pdf already."
    with qtbot.assertNotEmitted(page.report_wanted), qtbot.waitSignal(page.failed, check_params_cb=lambda told: told.startswith(said)):
        page.ask_for_report()


def test_without_a_name_nothing_is_wanted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ViewerPage()
    qtbot.addWidget(page)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    with qtbot.assertNotEmitted(page.report_wanted):
        page.ask_for_report()


def test_the_bridge_writes_it_beside_everything_else(qtbot: QtBot, ready_log: Path, tmp_path: Path) -> None:
    seq = last(ready_log, EntryKind.SCREENED).seq
    bridge = Bridge(ready_log, RunRequest(), _Waiting)
    try:
        with qtbot.waitSignal(bridge.headed):
            pass
        with qtbot.waitSignal(bridge.headed) as headed:
            bridge.report(FilmReport(seq, tmp_path / "film.html", None))
        with qtbot.waitSignal(bridge.unnoted) as unnoted:
            bridge.report(FilmReport(99, tmp_path / "other.html", None))
    finally:
        bridge.close()
    with Log(ready_log, writing=False) as log:
        assert log.entry(headed.args[0]).kind == EntryKind.EXPORTED
    assert "The log holds no entry 99." in unnoted.args[0]
