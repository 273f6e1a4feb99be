"""The list of films."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.desktop.film.thumbnail import packed_thumbnail
from app.desktop.worklist.panel import WorklistPanel
from app.desktop.worklist.view import FilmRow, FilmState
from models.values.radiograph import Header, Radiograph, Window


def test_the_worklist_tells_which_film_a_person_goes_to(qtbot: QtBot) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.resize(260, 300)
    worklist.show()
    pixels = np.full((48, 64), 0.5, np.float32)
    thumbnail = packed_thumbnail(Radiograph(pixels, Window(0.5, 1.0, "file"), Header("f" * 64, "a" * 64, 48, 64)))
    worklist.add([FilmRow("one.dcm", FilmState.WAITING, "Waiting"), FilmRow("two.dcm", FilmState.REFUSED, "Refused", thumbnail)])
    worklist.mark(0)
    with qtbot.waitSignal(worklist.chosen, check_params_cb=lambda row: row == 1):
        qtbot.keyClick(worklist, Qt.Key.Key_Down)
    worklist.update_row(0, FilmRow("one.dcm", FilmState.SCREENED, "2 positive · entry 1", thumbnail))
    assert worklist.texts() == ["one.dcm, 2 positive · entry 1", "two.dcm, Refused"]
    worklist.step(1)
    assert worklist.currentIndex().row() == 1
    assert not worklist.grab().isNull()


def test_marking_a_film_emits_nothing(qtbot: QtBot) -> None:
    worklist = WorklistPanel()
    qtbot.addWidget(worklist)
    worklist.add([FilmRow("one.dcm", FilmState.WAITING, "Waiting")])
    with qtbot.assertNotEmitted(worklist.chosen):
        worklist.mark(0)
