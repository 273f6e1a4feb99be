"""Hundreds of films through the real window: what is held of them, and what of those that a person looks at is shown."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.desktop.desk import Desk
from app.desktop.film.recent import MOST
from app.desktop.shell.window import ReviewWindow
from app.run.request import RunRequest
from tests.app.desktop.many_films import TableRun, TableWorkers

FILMS = 500


def test_of_many_films_neither_pixels_nor_records_are_held(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    for number in range(FILMS):
        (folder / f"film {number:05}.dcm").touch()
    run = TableRun(side=64)
    monkeypatch.setattr("app.desktop.bridge.screen_films", run)
    window = ReviewWindow()
    qtbot.addWidget(window)
    window.show()
    desk = Desk(window, tmp_path / "audit.db", RunRequest(), lambda: TableWorkers(64))
    with qtbot.waitSignal(desk.bridge.stopped, timeout=60_000):
        window.opened.emit([folder])
    texts = window.worklist.texts()
    assert texts[0] == "film 00000.dcm, 1 positive · entry 1"
    assert texts[-1] == f"film 00499.dcm, 1 positive · entry {FILMS}"
    for row in range(1, 3 * MOST):
        with qtbot.waitSignal(desk.bridge.loaded, timeout=60_000):
            window.worklist.step(1)
        qtbot.waitUntil(lambda: window.viewer.film.message == "")
        assert window.review.detail.record()["Entry"] == f"{row + 1} of audit.db"
    gc.collect()
    arrays, records = run.alive()
    assert arrays <= MOST
    assert records <= MOST
    assert len(run.records) == 3 * FILMS
    desk.close()
